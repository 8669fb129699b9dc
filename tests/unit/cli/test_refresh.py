"""The output of `wikimill refresh`; tests/unit/manifest/test_refresh.py has what it does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run
from tests.unit.compare.builder import TEXTS, pin, use
from tests.wiki_project import WikiProject
from wikimill import layout


@pytest.fixture
def wiki(project: Path, monkeypatch: pytest.MonkeyPatch) -> WikiProject:
    """A wiki of which a template was edited since its pages were pinned."""
    wiki = WikiProject.make(monkeypatch, TEXTS)
    layout.ORIGINALS.mkdir(parents=True)
    layout.original("m").write_text("wiki: wiki.example\npages: [One, Two, Three]\n")
    wiki.source.texts |= {"One": "{{a}}", "Two": "{{b}}", "Three": "edited"}
    pin(wiki)
    use()
    wiki.source.edit("Template:B", "other")
    return wiki


def test_what_changes_is_shown_before_pins_move(wiki: WikiProject, project: Path, run: Run) -> None:
    before = {path: path.read_bytes() for path in layout.LOCKS.iterdir()}
    dry = run("refresh", "--dry-run", cwd=project)
    assert dry.code == 0
    assert {path: path.read_bytes() for path in layout.LOCKS.iterdir()} == before
    assert not Path("cache/refresh").exists()
    shown, numbers = dry.stdout.split("\n\nmanifest  added")
    assert shown.splitlines()[0] == "manifests/derived/m.tsv → now"
    assert "Template:B" in shown
    assert "their own revisions" in shown
    assert "No pin was moved." in numbers
    done = run("refresh", cwd=project)
    assert done.stdout.split("\n\nmanifest  added")[0] == shown
    assert "Each change is listed in cache/refresh/NAME.tsv." in done.stdout
    assert {path: path.read_bytes() for path in layout.LOCKS.iterdir()} != before
    assert Path("cache/refresh/m.templates.tsv").exists()
    again = run("refresh", cwd=project)
    assert again.stdout.startswith("manifest  added")


def test_programs_get_numbers_alone(wiki: WikiProject, project: Path, run: Run) -> None:
    facts = json.loads(run("refresh", "--json", "--dry-run", cwd=project).stdout)
    assert facts["m"]["templates"] == 1
    assert facts == json.loads(run("refresh", "--json", cwd=project).stdout)
