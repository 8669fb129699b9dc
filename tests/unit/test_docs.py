"""The documentation tells of what there is: files, settings, commands, and its own pages."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections import Counter
from itertools import pairwise
from pathlib import Path

import click
import pytest
import yaml

from tests.clone import ROOT
from tests.documentation import PAGES, SHELLS, Block, blocks, commands, inline_commands
from wikimill.cli import wikimill
from wikimill.config.load import load_layers, read_layer
from wikimill.config.model import Config
from wikimill.manifest.models import MANIFESTS, read_manifest

BLOCKS = [block for page in PAGES for block in blocks(page)]
LANGUAGES = {*SHELLS, "yaml", "lua", "python", "dockerfile", "snakemake", ""}
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
PROGRAM = re.compile(r"(make|snakemake|wikimill) ")
FILE_NAME = re.compile(r"`([a-z0-9_./]+\.(?:py|lua|smk|yaml|md))`")
PLACEHOLDER = re.compile(r"[A-Z]{2,}|…")


def links(page: Path) -> set[Path]:
    """The files that a page links to."""
    return {(page.parent / target).resolve() for target in LINK.findall(page.read_text(encoding="utf-8"))}


def blocks_in(language: str) -> list[Block]:
    """The blocks in a language, of which there must be some."""
    found = [block for block in BLOCKS if block.language == language]
    assert found
    return found


def test_every_link_leads_to_a_file() -> None:
    for page in PAGES:
        for target in links(page):
            assert target.exists(), f"{page}: {target}"


def test_every_page_is_one_step_from_the_first() -> None:
    first, decisions = ROOT / "docs/index.md", ROOT / "docs/decisions/README.md"
    below = {page for page in PAGES if page.parent == decisions.parent and page != decisions}
    assert links(first) == {*PAGES, ROOT / "CHANGELOG.md", ROOT / "docs/notebook.ipynb"} - below - {first}
    assert links(decisions) == below
    assert first in links(ROOT / "README.md")


def test_commands_are_in_shell_blocks() -> None:
    for block in BLOCKS:
        assert block.language in LANGUAGES, block.where
        if block.language not in SHELLS:
            called = [line for line in block.text.splitlines() if PROGRAM.match(line) and "[OPTIONS]" not in line]
            assert not called, f"{block.where}: {called[0]}"


# Who runs or reads the blocks of a language, each of them. What has no language is what a command prints, or a list of
# files.
CHECKED = {
    **dict.fromkeys(SHELLS, "tests/workflow/test_docs.py"),
    "python": "tests/workflow/test_docs.py",
    "lua": "tests/workflow/test_docs.py",
    "snakemake": "tests/workflow/test_module.py",
    "yaml": "tests/unit/test_docs.py",
}
# How many commands, and blocks of other languages, say that they need what tests do not have. Whoever marks one more
# says so here, too.
MARKED = {
    "Docker": 1,
    "GPU": 3,
    "GPUs": 1,
    "Kubernetes": 2,
    "Nix": 3,
    "Slurm": 2,
    "TPUs": 1,
    "bucket": 4,
    "cluster": 5,
    "conda": 1,
    "internet": 8,
}


def test_every_block_is_run_by_a_test_or_says_what_it_needs() -> None:
    marked = Counter(each.needs for block in BLOCKS for each in commands(block) if each.needs)
    for block in BLOCKS:
        if block.language in CHECKED:
            assert (ROOT / CHECKED[block.language]).is_file()
            assert block.language != "lua" or block.file, f"{block.where}: the sentence before it names no file"
        elif block.language:
            assert block.needs, f"{block.where}: no test runs {block.language}; say what it needs"
            marked[block.needs] += 1
    assert marked == MARKED
    pages = {block.page.name for block in blocks_in("python")}
    elsewhere = {"serving.md"}  # tests/model/test_serve.py
    assert pages - elsewhere == {"corpus.md", "python.md"}, "tests/workflow/test_docs.py runs those of these pages"


def test_settings_and_manifests_are_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("urls.txt").write_text("https://example.org/\n")
    for number, block in enumerate(blocks_in("yaml")):
        content = yaml.safe_load(block.text)
        path = Path(f"{number}.yaml")
        path.write_text(block.text, encoding="utf-8")
        if MANIFESTS.keys() & content:
            read_manifest(path)
        else:
            assert Config.model_fields.keys() & content, f"{block.where}: neither settings nor a manifest"
            load_layers([read_layer(path)])


def test_python_blocks_compile() -> None:
    for block in blocks_in("python"):
        compile(block.text, block.where, "exec")


def test_commands_name_existing_targets_rules_and_options() -> None:
    """Also those in sentences, which no test runs: targets of make, rules and folders of Snakemake, options."""
    made = re.findall(r"^([a-z-]+%?):", (ROOT / "Makefile").read_text(), re.M)
    targets = {target.removesuffix("%") for target in made}
    rules = {name for file in (ROOT / "workflow/rules").glob("*.smk") for name in _rules(file)}
    mentioned = [(page, text) for page in PAGES for text in inline_commands(page)]
    mentioned += [(block.page, each.text) for block in BLOCKS for each in commands(block)]
    for page, text in mentioned:
        where = f"{page.relative_to(ROOT)}: {text}"
        if not PROGRAM.match(text):
            continue
        program, *words = shlex.split(re.split(r"\s[|<>]", text.replace("\\\n", " "))[0])
        if program == "make":
            goals = [word for word in words if "=" not in word]  # the others are variables
            assert all(goal in targets or re.sub("(?<=-).*", "", goal) in targets for goal in goals), where
        elif program == "snakemake":
            named = {word for before, word in pairwise([program, *words]) if not before.startswith("--")}
            assert {word for word in named if re.fullmatch(r"[a-z]+", word)} <= rules, where
        elif not PLACEHOLDER.search(text):
            _check_arguments(*words, where=where)


def _rules(file: Path) -> list[str]:
    return re.findall(r"^ *(?:rule|checkpoint) (\w+):", file.read_text(encoding="utf-8"), re.M)


def _check_arguments(name: str, *arguments: str, where: str) -> None:
    """Check that Click knows the command and, if there are any, its arguments."""
    if name.startswith("-") or not arguments:
        assert name in {"--help", "--version", *wikimill.commands}, where
        return
    try:
        with wikimill.commands[name].make_context(name, list(arguments)):
            pass
    except click.ClickException as error:
        raise AssertionError(f"{where}: {error.message}") from None


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_the_files_that_a_guide_names_exist(page: str) -> None:
    """By the end of their paths, as sections of these pages are about one folder."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    named = FILE_NAME.findall((ROOT / page).read_text(encoding="utf-8"))
    assert len(named) > 20
    for name in named:
        assert any(f"/{path}".endswith(f"/{name}") for path in tracked), name
