"""The report: the same files give the same bytes, and a damaged file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.report.builder import OUTPUT, write_files, write_report, write_run
from wikimill import layout
from wikimill.compare.view import Table
from wikimill.errors import WikimillError
from wikimill.files import sha256
from wikimill.model.log import Row, TrainingLog


@pytest.mark.slow
def test_the_same_files_give_the_same_bytes_and_an_evaluation_is_shown(project: Path) -> None:
    before = write_run().read_bytes()
    assert write_report().read_bytes() == before
    assert b"perplexity a word" not in before
    result = '{"loss": 3.5, "perplexity": 33.1, "word_perplexity": null, "bits_per_byte": 1.25}'
    (OUTPUT / "evaluation.json").write_text(f'{{"split": "val", "before": null, "after": {result}}}')
    text = write_report().read_text()
    assert "after training" in text
    assert "before training" not in text
    assert "33.10" in text


@pytest.mark.slow
@pytest.mark.parametrize("name", ["memorization.json", "samples.jsonl", "log.csv"])
def test_a_damaged_table_is_named(project: Path, name: str) -> None:
    write_files()
    path = OUTPUT / name
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(WikimillError, match=rf"out/main/{name}: .*damaged; delete it and run"):
        write_report()


@pytest.mark.slow
def test_templates_are_named(project: Path) -> None:
    text = write_run().read_text()
    assert "2 templates and 1 modules are pinned" in text
    assert "97 of 100 pages, 97.0 %, are expanded as the wiki expanded them on 2026-02-03; 2 outdated." in text
    assert "<td>Module:Tide</td>" in text
    assert sha256(layout.templates_lock("m")) in text
    assert sha256(layout.site_file("m")) in text


@pytest.mark.slow
def test_a_training_that_ended_early_is_said_to_have(project: Path) -> None:
    assert "ended early" not in write_run().read_text()
    rows = [Row(step, 1.0, step * 100, 4.0, loss, 1e-3, 0.0) for step, loss in ((0, 9.0), (2, 4.0), (4, 4.1), (6, 4.2))]
    TrainingLog(OUTPUT, rows, events=False).finish()
    shown = "The training ended early: no later validation had a lower loss than step 2 (<code>train.early_stopping"
    assert shown in write_report(early_stopping=2).read_text()
    for train in ({}, {"early_stopping": 3}, {"early_stopping": 2, "steps": 6}):
        assert "ended early" not in write_report(**train).read_text()


@pytest.mark.slow
def test_what_changed_since_another_corpus_is_a_section(project: Path) -> None:
    assert 'id="changes"' not in write_run().read_text()
    table = Table("Settings", ["", "before", "after"], frozenset(), [["corpus.min_words", "1", "<b>9</b>"]])
    changes = {"before": "old", "after": "corpus/main", "is_empty": False, "tables": [table], "notes": ["a note"]}
    text = write_report(changes).read_text()
    assert '<a href="#changes">Changes</a>' in text
    assert "What changed since\n<em>old</em>; <code>wikimill diff old main</code>" in text
    assert "<td>&lt;b&gt;9&lt;/b&gt;</td>" in text
    assert "<p>Note: a note.</p>" in text
    assert "The corpus is the same as <em>old</em>." in write_report(changes | {"is_empty": True}).read_text()
