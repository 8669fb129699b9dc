"""The output of `wikimill new`; tests/unit/manifest/test_draft.py has what it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fake_source import FakeSource
from tests.unit.cli.conftest import Run
from wikimill.manifest.origin import WikiOrigin


@pytest.fixture(autouse=True)
def wiki(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = FakeSource(categories={"Tides": ["A", "B"]}, texts={"A": "a", "B": "b", "A\u202eB": "c"})
    monkeypatch.setattr(WikiOrigin, "open_source", lambda *_: source)


def test_it_says_how_many_pages_and_what_to_run_next(project: Path, run: Run) -> None:
    done = run("new", "https://wiki.example/wiki/Category:Tides", cwd=project)
    assert done.code == 0
    assert done.stdout.splitlines() == [
        "manifests/originals/tides.yaml names category Tides and 3 levels below it: 2 pages",
        "  https://wiki.example/w/api.php",
        "Next:",
        "  snakemake manifests/derived/tides.tsv   # lists the pages and pins their revisions",
        "  snakemake -j8 processed/tides   # and fetches and converts them",
    ]
    assert Path("manifests/originals/tides.yaml").exists()


def test_programs_get_json(project: Path, run: Run) -> None:
    done = run("new", "--json", "https://wiki.example/wiki/A", "towers", cwd=project)
    assert json.loads(done.stdout) == {
        "name": "towers",
        "what": "page A",
        "api": "https://wiki.example/w/api.php",
        "pages": 1,
        "is_exact": True,
    }


@pytest.mark.parametrize("name", ["mediawiki", "../x", "a.templates", "-x", "a b", ""])
def test_names_that_no_manifest_can_have(project: Path, run: Run, name: str) -> None:
    done = run("new", "https://wiki.example/wiki/A", "--", name, cwd=project)
    assert name == "" or (done.code == 1 and "cannot be the name of a manifest" in done.stderr)
    assert [path.name for path in Path("manifests/originals").glob("*")] == ([] if name else ["a.yaml"])


def test_titles_cannot_write_to_the_terminal(project: Path, run: Run) -> None:
    done = run("new", "https://wiki.example/wiki/A%E2%80%AEB", "x", cwd=project)
    assert "\u202e" not in done.stdout


URL = "https://me:hunter2@wiki.example/"


@pytest.mark.parametrize(
    "command",
    [
        ["new", URL],
        ["new", "me:hunter2@wiki.example"],
        ["new", "https://me:hunter2@[x"],
        ["new", "wiki.example", URL],
        ["new", "wiki.example", "a", URL],
        ["convert", "--jsonl", "--wiki", URL],
        ["convert", "--jsonl", "--wiki", "me:hunter2@wiki.example"],
        ["convert", URL],
        ["doctor", URL],
    ],
)
def test_a_login_on_the_command_line_is_not_shown(command: list[str], project: Path, run: Run) -> None:
    done = run(*command, cwd=project, stdin=b'{"title": "A", "text": "a"}\n')
    assert done.code
    assert "hunter2" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
