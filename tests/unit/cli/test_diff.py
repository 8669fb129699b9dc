"""The output of `wikimill diff`; tests/unit/compare/ has what it finds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import wikimill as wm
from tests.unit.cli.conftest import Run
from tests.unit.compare.builder import SAME_TEXTS, write_corpus
from wikimill import layout


@pytest.fixture
def _corpora(project: Path) -> None:
    layout.LOCKS.mkdir(parents=True)
    layout.lock("m").touch()
    write_corpus(Path("corpus/one"), SAME_TEXTS)
    write_corpus(Path("corpus/two"), SAME_TEXTS | {"One": "a", "Four": "d four"})


@pytest.mark.usefixtures("_corpora")
def test_it_prints_text_json_and_a_page(project: Path, run: Run) -> None:
    done = run("diff", "one", "corpus/two", cwd=project)
    assert (done.code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "one → corpus/two"
    assert "  changed      1     -1      -2" in lines
    words = [" ".join(line.split()) for line in lines]
    assert "+ Four +2 the manifests, which do not name it on the other side" in words
    facts = json.loads(run("diff", "one", "two", "--json", "--html", "new/diff.html", cwd=project).stdout)
    assert [page["title"] for page in facts["pages"]] == ["Four", "One"]
    assert (project / "new/diff.html").read_text().startswith("<!doctype html>")
    assert wm.diff("one", Path("corpus/two")) == facts | {"after": facts["after"] | {"path": "corpus/two"}}


def test_what_cannot_be_compared_is_one_line(project: Path, run: Run) -> None:
    done = run("diff", "one", "two", cwd=project)
    assert (done.code, done.stdout) == (1, "")
    assert done.stderr.startswith("wikimill: error: one: there is no such lock, corpus or run here; ")
    assert done.stderr.count("\n") == 1
    assert run("diff", "one", cwd=project).code == 2
