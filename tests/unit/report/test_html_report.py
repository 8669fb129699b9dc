"""The report: the same files give the same bytes, and a damaged file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.report.builder import OUTPUT, write_files, write_report, write_run
from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.files import sha256


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


@pytest.mark.parametrize("name", ["memorization.json", "samples.jsonl", "log.csv"])
def test_a_damaged_table_is_named(project: Path, name: str) -> None:
    write_files()
    path = OUTPUT / name
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(WikimillError, match=rf"out/main/{name}: .*damaged; delete it and run"):
        write_report()


def test_templates_are_named(project: Path) -> None:
    text = write_run().read_text()
    assert "2 templates and 1 modules are pinned" in text
    assert "97 of 100 pages, 97.0 %, are expanded as the wiki expanded them on 2026-02-03; 2 outdated." in text
    assert "<td>Module:Tide</td>" in text
    assert sha256(layout.templates_lock("m")) in text
    assert sha256(layout.site_file("m")) in text
