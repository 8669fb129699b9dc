"""Every command of the documentation, page by page, in one small project; the README has a test of its own.

What is set here is only what a test cannot have: time (a tiny model, few steps), and a second machine, which is a
second clone.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.cards import paste
from tests.clone import ROOT, Clone
from tests.documentation import PAGES, Command, blocks, commands
from tests.hub import TOKEN, Hub, serve_hub
from wikimill.config.model import Config

SETTINGS = """\
corpus: {manifests: [demo], val_fraction: 0.1}
tokenizer: {vocabulary: corpus, size: 300}
train:
  init: scratch
  architecture: {n_ctx: 32, n_embd: 8, n_head: 2, n_layer: 1}
  steps: 2
  sample_length: 16
  val_samples: 1
  save_every: 1
generate: {nsamples: 2, length: 8}
"""
STAND_INS = {
    "--step 500": "--step 1",
    "tensorboard --logdir": "ls",  # a server does not end; its folder must be there
}
REPOSITORIES = [("dataset", "skerrow"), ("model", "skerrow-gpt2")]  # those of docs/publishing.md
EVALUATION = "tests/model/test_evaluate.py"
SERVING = "tests/model/test_serve.py"
ELSEWHERE = {  # commands that take long or ask a wiki, and the tests that run them
    "wikimill init --demo try": "tests/workflow/test_wheel.py",
    "cd try": "tests/workflow/test_wheel.py",
    "snakemake --configfile config/demo.yaml": "tests/workflow/test_wheel.py",
    "wikimill finetune input.txt": "tests/workflow/test_finetune.py",
    "wikimill new https://en.wikipedia.org/wiki/Category:Lighthouses": "tests/unit/cli/test_new.py",
    "snakemake evaluate": EVALUATION,
    "wikimill evaluate text.txt": EVALUATION,
    "wikimill evaluate --step 500 - < text.txt": EVALUATION,
    "wikimill evaluate --json corpus/main/val.bin": EVALUATION,
    "wikimill serve": SERVING,
    "wikimill serve --run demo --port 9000": SERVING,
    "wikimill serve --step 500 --set generate.temperature=1": SERVING,
}


def commands_run_here(page: Path) -> list[Command]:
    """The commands of a page that this module runs."""
    found = [command for block in blocks(page) for command in commands(block)]
    return [command for command in found if not command.needs and command.text not in ELSEWHERE]


OTHERS = {ROOT / "README.md", ROOT / "docs/command-line.md"}  # test_readme.py; tests/unit/cli/test_cli.py
PYTHON = {
    page: [block for block in blocks(page) if block.language == "python" and "tf.data" not in block.before]
    for page in (ROOT / "docs/corpus.md", ROOT / "docs/python.md")
}  # tests/model/test_tfrecord.py has the one in `tf.data`
COMMANDS = {page: commands_run_here(page) for page in PAGES if page not in OTHERS}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A project with the demonstration's pages. What else a page needs, its own commands build."""
    clone = Clone.make(tmp_path_factory.mktemp("docs"))
    clone.write("config/config.yaml", SETTINGS)
    clone.snakemake("processed/demo")
    return clone


@pytest.fixture
def hub() -> Iterator[Hub]:
    """Where folders are uploaded."""
    with serve_hub() as hub:
        yield hub


@pytest.mark.parametrize("page", [page for page, found in COMMANDS.items() if found], ids=lambda page: page.stem)
def test_commands_run_as_written(page: Path, project: Clone, tmp_path: Path, hub: Hub) -> None:
    clone, output = project, ""
    for block in blocks(page):
        if block.language == "lua" and block.file:
            clone.write(block.file, block.text)
    for command in COMMANDS[page]:
        if command.text == "mkdir dataset":
            clone = another_machine(clone, tmp_path / "another")
        output += run_as_typed(clone, command.text, hub.url if "--upload" in command.text else "")
    match page.stem:
        case "filters":
            assert "+MV CORNCRAKE is a motor ferry" in output
            assert r'"markdown": "High water is 3 m at dawn.\n"' in output
        case "publishing":
            datasets, models = (hub.repositories[f"{kind} me/{name}"] for kind, name in REPOSITORIES)
            assert datasets.files == clone.files("publish/corpus/main")
            assert models.files == clone.files("publish/out/main")
            assert (datasets.private, models.private, datasets.commits) == (True, True, 2)
            assert hub.tokens == {f"Bearer {TOKEN}"}
        case "report":
            assert all(len(clone.read(name)) > 10_000 for name in ("out/main/report.html", "report.html"))
        case "reproducing":
            assert output.count(": OK\n") == len(json.loads(project.read("corpus/main/provenance.json"))["outputs"])
            assert clone.read("manifests/derived/demo.tsv") != clone.read("manifests/derived/demo.tsv.bak")


@pytest.mark.parametrize("page", PYTHON, ids=lambda page: page.stem)
def test_python_runs_as_written(page: Path, project: Clone) -> None:
    output = project.run("snakemake", "corpus") if page.stem == "corpus" else ""
    for block in PYTHON[page]:
        output += project.run("python", "-W", "error", "-c", block.text)
    if page.stem == "python":
        assert "**Corncrake** is a motor ferry." in output


def test_cards_run_as_written(project: Clone, tmp_path: Path) -> None:
    """Those of a corpus and of its model, in a clean clone without a network; the sums are those stated."""
    project.snakemake("report")
    for folder in ("corpus/main", "out/main"):
        project.run("wikimill", "publish", folder)
    clean = Clone.make(tmp_path / "clean")
    sums = json.loads(project.read("corpus/main/provenance.json"))["outputs"]
    card = project.read("corpus/main/README.md")
    assert all(f"{digest}  {name}\n" in card for name, digest in sums.items())
    assert {"pages.parquet", "train.bin", "train.txt", "train.npz", "tokens.parquet"} <= sums.keys()
    output = paste(clean, project.folder / "publish/corpus/main", "dataset")
    assert output.count(": OK\n") == len(sums)
    assert clean.files("corpus/main") == project.files("corpus/main")
    paste(clean, project.folder / "publish/out/main", "published-model")
    assert len(clean.files("out/main/samples")) == 2
    assert clean.files("corpus/main") == project.files("corpus/main")
    assert Config.model_validate(yaml.safe_load(clean.read("out/main/config.resolved.yaml"))).train.steps == 2


def run_as_typed(clone: Clone, command: str, hub: str = "") -> str:
    """Run a command as a reader types it, with a hub at an address; returns its output."""
    for written, done in STAND_INS.items():
        command = command.replace(written, done)
    if command.startswith("snakemake "):
        return clone.run(*shlex.split(command))
    env = {"HF_ENDPOINT": hub, "HF_TOKEN": TOKEN, "HF_HUB_DISABLE_XET": "1"} if hub else {}
    output = clone.run("bash", "-c", f"set -eo pipefail\nexec < /dev/null\n{command}", env=env)
    assert TOKEN not in output
    return output


def another_machine(clone: Clone, folder: Path) -> Clone:
    """Another machine, with what was published, and the dump in a place of its own."""
    other = Clone.make(folder)
    (other.folder / "published.tar.gz").write_bytes((clone.folder / "published.tar.gz").read_bytes())
    (other.folder / "dumps").mkdir()
    (other.folder / "demo/wiki.xml.bz2").rename(other.folder / "dumps/wiki.xml.bz2")
    return other


def test_what_is_run_elsewhere_is_in_the_documentation() -> None:
    written = {each.text for page in PAGES for block in blocks(page) for each in commands(block)}
    assert set(ELSEWHERE) <= written
    assert all((ROOT / path).is_file() for path in ELSEWHERE.values())
