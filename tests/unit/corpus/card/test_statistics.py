"""Counts of a corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.corpus.builder import (
    FOLDER,
    HOSTILE_CATEGORY,
    LICENCE,
    page_row,
    write_card,
    write_corpus_tables,
    write_manifest_tables,
)
from tests.unit.corpus.card.reader import read_statistics


def test_counts_are_those_of_the_tables(three: None) -> None:
    write_card("m", "n", "d")
    found = read_statistics()
    assert found["total"] == {
        "pages": 3,
        "words": 7,
        "characters": 9 + 7 + 14,
        "bytes": 12 + 9 + 14,
        "tokens": 18,
        "characters_per_token": 1.6667,
    }
    assert found["splits"]["val"] == {
        "pages": 1,
        "words": 2,
        "characters": 7,
        "bytes": 9,
        "tokens": 8,
        "characters_per_token": 0.875,
    }
    assert list(found["splits"]) == ["train", "val", "test"]
    assert found["tokens_per_page"] == [
        {"from": 1, "to": 1, "pages": 1},
        {"from": 2, "to": 3, "pages": 0},
        {"from": 4, "to": 7, "pages": 0},
        {"from": 8, "to": 15, "pages": 2},
    ]
    assert found["top_categories"] == {"Ships": 2, HOSTILE_CATEGORY: 1}
    assert found["wikis"] == {"wiki.example": 2, "documents/d": 1}
    assert found["languages"] == {"": 1, "de-at": 1, "en": 1}
    assert found["licences"] == {LICENCE: 2, "": 1}


def test_many_pages_are_counted_batch_by_batch(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wikimill.corpus.card.statistics.BATCH", 7)
    monkeypatch.setattr("wikimill.corpus.card.attribution.BATCH", 7)
    titles = [f"Page {number:04d}" for number in range(100)]
    write_manifest_tables("m", dict.fromkeys(titles, "ok"))
    write_corpus_tables([page_row(title, "é" * n, n + 1, categories=[f"C{n % 30}"]) for n, title in enumerate(titles)])
    write_card("m")
    found = read_statistics()
    assert found["total"]["characters"] == sum(range(100))
    assert found["total"]["bytes"] == 2 * sum(range(100))
    assert found["total"]["tokens"] == sum(range(1, 101))
    assert [each["pages"] for each in found["tokens_per_page"]] == [1, 2, 4, 8, 16, 32, 37]
    assert list(found["top_categories"].items())[:11] == [*((f"C{n}", 4) for n in range(10)), ("C10", 3)]
    assert len(found["top_categories"]) == 20
    assert len((FOLDER / "attribution.tsv").read_text().splitlines()) == 102
