"""The output of `wikimill templates`; tests/unit/convert/test_verify.py has what it measures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run
from tests.verified_wiki import pin_manifest

CONTACT = ("--set", "contact=a@wiki.example")


def test_it_prints_the_rate_and_the_first_differences(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = pin_manifest(monkeypatch, {f"Page {number}\ufeff": "{{Tide|a}}" for number in range(6)})
    wiki.answers = {f"Page {number}\ufeff": f"[\ufeffa]{number}" for number in range(5)}
    done = run("templates", "--verify", "9", "m", *CONTACT, cwd=project)
    assert done.code == 0
    lines = done.stdout.split("\n")
    assert lines[0] == "m: 1 of 6 pages, 16.7 %, are expanded as the wiki expanded them on 2026-03-04."
    assert lines[2].startswith("Page 0\\ufeff, revision ")
    assert lines[3:5] == ["-(a)", "+[\\ufeffa]0"]
    assert lines[-2] == "2 more pages differ; --json has all."


def test_it_says_what_the_wiki_has_changed(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = pin_manifest(monkeypatch)
    wiki.texts["Template:Tide"] = "now so"
    lines = run("templates", "--verify", "9", "m", *CONTACT, cwd=project).stdout.splitlines()
    assert lines == [
        "m: 3 of 3 pages, 100 %, are expanded as the wiki expanded them on 2026-03-04; 1 outdated.",
        "Changed since they were pinned: Template:Tide.",
    ]


def test_programs_get_all_of_it(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = pin_manifest(monkeypatch)
    wiki.answers["Delta"] = "Plain!"
    facts = json.loads(run("templates", "--verify", "9", "--json", "m", *CONTACT, cwd=project).stdout)
    assert (facts["manifest"], facts["equal"], facts["different"], facts["rate"]) == ("m", 3, 1, 0.75)
    assert [(page["title"], page["outcome"], page["diff"]) for page in facts["pages"]] == [
        ("Delta", "different", ["-Plain.", "+Plain!"])
    ]


def test_what_cannot_be_done_is_one_line(project: Path, run: Run) -> None:
    done = run("templates", "--verify", "9", "m", cwd=project)
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr.startswith("wikimill: error: manifests/derived/m.tsv: there is no such derived manifest")
    assert run("templates", "--verify", "0", "m", cwd=project).code == 2
    assert "Missing option '--verify'" in run("templates", "m", cwd=project).stderr
