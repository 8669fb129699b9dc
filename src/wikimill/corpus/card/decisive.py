"""The settings that decide what a corpus holds, and what makes it again: a configuration and shell commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wikimill.config.model import Config
from wikimill.manifest.origin import Origin
from wikimill.manifest.text_origins import WebOrigin

RECREATION = "config.yaml"
HEADER = "# Every setting that decides this corpus, for `snakemake --configfile`.\n"
DATASET = "dataset"  # what the card calls its folder in a project
VOCABULARY = f"{DATASET}/tokenizer"
RENDERERS = "renderers"  # the folder of the files of `convert.renderers`
TRAINED = "corpus"  # the value of `tokenizer.vocabulary` of one that is trained on the corpus


def decisive_settings(config: Config) -> dict[str, dict[str, Any]]:
    """The settings that decide what a corpus holds. The only paths are those of files in its folder, as `dataset`."""
    is_trained = config.tokenizer.vocabulary == TRAINED
    renderers = [f"{DATASET}/{RENDERERS}/{name}" for name in renderer_names(config)]
    return {
        "convert": {**config.convert.model_dump(exclude={"shard_pages"}), "renderers": renderers},
        "corpus": config.corpus.model_dump(exclude={"manifests", "exclude_manifests", "formats", "tfrecord"}),
        "tokenizer": config.tokenizer.model_dump() if is_trained else {"vocabulary": VOCABULARY},
    }


def renderer_names(config: Config) -> list[str]:
    """The names that the files of `convert.renderers` have in the dataset; they are numbered, as order matters."""
    return [f"{number}-{Path(path).name}" for number, path in enumerate(config.convert.renderers)]


def recreation(run: str, manifests: Sequence[str], config: Config) -> dict[str, Any]:
    """A configuration that makes the corpus again, whatever a project's own says.

    Every setting is in it, the defaults too. What is trained has no say in a corpus, but in what goes together: a
    released model knows only its own vocabulary, and the loss on targets has a column of its own.
    """
    settings = decisive_settings(config)
    train: dict[str, Any] = {"init": "scratch"} if config.tokenizer.vocabulary == TRAINED else {}
    if config.train.loss == "target":
        train["loss"] = "target"
    return {
        "run": run,
        **settings,
        "corpus": {"manifests": list(manifests), **settings["corpus"]},
        **({"train": train} if train else {}),
    }


def recreation_commands(run: str, outputs: Mapping[str, str]) -> str:
    """The shell commands that make the corpus again, and compare it.

    Args:
        run: its name.
        outputs: sha256 by name of its files.
    """
    return "\n".join(
        [
            f"cp -R {DATASET}/manifests .",
            f"snakemake --cores all --configfile {DATASET}/{RECREATION} -- corpus",
            f"(cd corpus/{run} && sha256sum --check) <<'EOF'",
            *(f"{digest}  {name}" for name, digest in outputs.items()),
            "EOF",
        ]
    )


def describe_source(origin: Origin) -> str:
    """Where whoever makes it again gets the texts of a manifest, for readers."""
    if origin.paths:
        return f"{origin.name}: {', '.join(origin.paths)}, put at this path"
    kept = "cache/web" if isinstance(origin, WebOrigin) else f"cache/{origin.folder}"
    return f"{origin.name}, or from a copy of {kept}"
