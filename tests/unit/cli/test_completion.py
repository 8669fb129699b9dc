"""What a shell completes; tests/workflow/test_command_line.py has a real bash."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.unit.cli.conftest import Run
from wikimill.cli import wikimill


def make_names(folder: Path) -> None:
    """A project folder with names to complete."""
    for file in ("manifests/originals/demo.yaml", "manifests/derived/mine.tsv", "workflow/filters/links.lua"):
        (folder / file).parent.mkdir(parents=True)
        (folder / file).touch()
    for subfolder in ("out/main/checkpoints/step-00000500", "out/other/model", "cache/mediawiki/wiki.example"):
        (folder / subfolder).mkdir(parents=True)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("doct", ["doctor"]),
        ("doctor ", ["demo"]),
        ("refresh m", ["mine"]),
        ("stage expand ", ["demo"]),
        ("sample --run ", ["main", "other"]),
        ("sample --step ", ["500"]),
        ("sample --run other --step ", []),
        ("sample --set run=other --step ", []),
        ("sample --set run=main --step ", ["500"]),
        ("sample --engine f", ["float32"]),
        ("convert --wiki ", ["wiki.example"]),
        ("convert --filters tables,l", ["tables,links"]),
        ("completion ", ["bash", "zsh", "fish"]),
        ("evaluate --str", ["--stride"]),
    ],
)
def test_names_are_completed(typed: str, completed: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_names(tmp_path)
    monkeypatch.chdir(tmp_path)
    line = f"wikimill {typed}"
    env = {"_WIKIMILL_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    shown = CliRunner().invoke(wikimill, [], prog_name="wikimill", env=env)
    assert [found.removeprefix("plain,") for found in shown.stdout.splitlines() if found] == completed


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_scripts_for_other_shells(shell: str, run: Run) -> None:
    assert f"_WIKIMILL_COMPLETE={shell}_complete" in run("completion", shell).stdout
