"""`wikimill finetune`: from a file of text to a fine-tuned model and samples, by the rules of the workflow."""

from __future__ import annotations

import functools
import json
import logging
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wikimill import layout
from wikimill.cli import options
from wikimill.cli.command import Command
from wikimill.cli.settings import settings_options
from wikimill.errors import WikimillError
from wikimill.plain_text import visible_lines

if TYPE_CHECKING:
    from wikimill.config.model import Config
    from wikimill.manifest.models import DocumentsManifest, PairsManifest

EXAMPLES = [
    ("wikimill finetune input.txt", "124M on a text, then samples; after Ctrl-C the same again resumes"),
    ("wikimill finetune tweets.csv --model models/355M --steps 2000", "gpt-2-simple's table and folder of a model"),
    ("wikimill finetune qa.csv --template '{question}\\nA: {answer}'", "a text for each row"),
    ("wikimill finetune letters/ --set train.batch_size=4", "a folder of documents, and any other setting"),
]
# The corpus is what is in the file, all of it and nothing else.
EXACT = {"normalize": "none", "dedup": "none", "min_words": 0, "leave_out": [], "repeated_lines": 0, "languages": []}
SAMPLE_EVERY = 100  # steps, as with gpt-2-simple
MODELS = Path("models")  # where gpt-2-simple's `download_gpt2` puts them
CONFIGURATION = "finetune.yaml"


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("file", type=options.FILE)
@click.option("--run", help="Name of the run, and of the manifest; by default made of the file's name.")
@click.option("--model", help="A released model, such as 124M, or a folder with one; `train.init` by default.")
@click.option("--steps", type=click.IntRange(1), help="Steps of the training, those that are done included.")
@click.option("--template", help="The text of a row, such as '{question}\\n{answer}', of a table with several columns.")
@click.option("--encoding", help="Encoding of the text; by default it is detected.")
@settings_options
def finetune(
    file: Path,
    run: str | None,
    model: str | None,
    steps: int | None,
    template: str | None,
    encoding: str | None,
    configfiles: tuple[Path, ...],
    assignments: tuple[str, ...],
) -> None:
    """Fine-tune a model on a text, and write samples.

    It writes a manifest, manifests/originals/RUN.yaml, and a configuration, out/RUN/finetune.yaml, and calls Snakemake
    with it: corpus/RUN is the training set, out/RUN has model, log and samples. The last twentieth of a file is held
    out. A training that was stopped resumes, and goes on if --steps is more than before.
    """
    from wikimill.config.load import load_layers, merge, project_layers, read_layer, set_layer

    name = run or _name(file)
    derived = ("wikimill finetune", _settings(name, model, steps))
    layers = [derived, *map(read_layer, configfiles), set_layer(assignments)]
    config = load_layers([*project_layers(), *layers])
    if config.run != name:
        raise WikimillError(f"run: {config.run!r} is set, and the run is called {name!r}; use --run {config.run}")
    manifest = _manifest(file, template, encoding)
    _write_manifest(name, manifest, config)
    values: Mapping[str, Any] = functools.reduce(merge, (each for _, each in layers))
    configuration = Path("out") / name / CONFIGURATION
    _write_yaml(configuration, "wikimill finetune", values)
    _run_snakemake(configuration)
    _show_sample(Path("out") / name)


def _name(file: Path) -> str:
    from wikimill.manifest.names import check_name

    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", file.resolve().stem).strip("-._") or "text"
    try:
        return check_name(name)
    except WikimillError:  # it is that of a folder below processed/
        return f"{name}-text"


def _settings(name: str, model: str | None, steps: int | None) -> dict[str, Any]:
    train: dict[str, Any] = {"sample_every": SAMPLE_EVERY}
    if model:
        local = MODELS / model
        train["init"] = str(local) if local.is_dir() else model
    if steps:
        train["steps"] = steps
    return {"run": name, "corpus": {"manifests": [name], **EXACT}, "train": train}


def _manifest(file: Path, template: str | None, encoding: str | None) -> DocumentsManifest | PairsManifest:
    from wikimill.config.load import validate
    from wikimill.manifest.models import DocumentsManifest, PairsManifest

    if not file.exists():
        raise WikimillError(f"{file}: there is no such file or folder; check the name")
    rest = {"encoding": encoding} if encoding else {}
    if template is None:
        return validate(DocumentsManifest, {"documents": str(file), **rest}, lambda _: "the command line")
    content = {"pairs": str(file), "template": template.replace(r"\n", "\n"), **rest}
    return validate(PairsManifest, content, lambda _: "the command line")


def _write_manifest(name: str, manifest: DocumentsManifest | PairsManifest, config: Config) -> None:
    """Write the manifest once all of its texts could be read; list them again if the lock has others."""
    from wikimill.manifest.expand import expand
    from wikimill.manifest.lock import digest_pins, pins_digest
    from wikimill.manifest.models import read_manifest
    from wikimill.manifest.names import check_name

    check_name(name)
    original, lock = layout.original(name), layout.lock(name)
    if original.exists() and read_manifest(original)[0] != manifest:
        raise WikimillError(f"{original} is of something else; give --run another name, or delete that manifest")
    texts = digest_pins(manifest.origin(name).open_source(config).all_texts())
    if not original.exists():
        _write_yaml(original, "wikimill finetune", manifest.model_dump(exclude_none=True))
    if lock.exists() and texts != pins_digest(lock):
        logging.info("%s: its texts are no longer those of %s, which is written anew", original, lock)
        expand(name, config, processes=1)


def _write_yaml(path: Path, maker: str, values: Mapping[str, Any]) -> None:
    import yaml

    from wikimill.files import write_text

    write_text(path, f"# Written by `{maker}`.\n{yaml.safe_dump(values, sort_keys=False, allow_unicode=True)}")


def _run_snakemake(configuration: Path) -> None:
    """Build the samples of the run; what is done is not done again."""
    snakefile = Path("Snakefile") if Path("Snakefile").exists() else layout.workflow_folder() / "Snakefile"
    command = ["--snakefile", str(snakefile), "--configfile", str(configuration), "--cores", "all"]
    command += ["--logger", "wikimill", "--rerun-incomplete", "--nolock", "generate"]
    logging.info("snakemake generate --configfile %s", configuration)
    try:
        done = subprocess.run([sys.executable, "-m", "snakemake", *command], check=False)
    except KeyboardInterrupt:  # Snakemake got it, too, and waits for the training to save its step
        sys.exit(130)
    if done.returncode:
        sys.exit(done.returncode if done.returncode > 0 else 128 - done.returncode)


def _show_sample(output: Path) -> None:
    """Print the first sample, and where the others are."""
    with (output / "samples.jsonl").open(encoding="utf-8") as file:
        text = json.loads(file.readline())["text"]
    click.echo(visible_lines(text) if sys.stdout.isatty() else text)
    click.echo("=" * 20)
    click.echo(f"{output}/samples has more; `wikimill sample --run {output.name} --prompt TEXT` writes others")
