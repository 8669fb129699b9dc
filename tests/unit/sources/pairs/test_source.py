"""Pairs as a source: titles, duplicates, and rows that are gone."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.unit.sources.pairs.files import TEMPLATE, jsonl, texts
from wikimill.sources.base import Pin, Revision
from wikimill.sources.pairs.source import PairsSource
from wikimill.sources.pinned_text import pin_text


def test_rows_become_texts_named_by_their_content(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", {"article": "Long.", "summary": "S", "id": [1]}, {"article": "B", "summary": 2})
    first = "Long.\nTL;DR:\nS\n"
    assert sorted(texts(path)) == ["B\nTL;DR:\n2\n", first]
    titles = {pin.title: pin for pin in PairsSource(path, TEMPLATE).all_texts()}
    title = hashlib.sha256(first.encode()).hexdigest()[:16]
    assert titles[title] == pin_text(title, first, "")
    assert list(titles) == sorted(titles)
    jsonl(tmp_path / "b.jsonl", {"article": "new", "summary": "row"}, {"article": "Long.", "summary": "S"})
    assert title in {pin.title for pin in PairsSource(tmp_path / "b.jsonl", TEMPLATE).all_texts()}


def test_duplicate_rows_are_left_out_and_counted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    row = {"article": "a", "summary": "s"}
    path = jsonl(tmp_path / "a.jsonl", row, row, {"article": "b", "summary": "s"}, row)
    assert len(texts(path)) == 2
    assert f"{path}: 2 of 4 rows are duplicates and left out" in caplog.messages


def test_pins_without_a_row_are_returned(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", {"article": "a", "summary": "s"}, {"article": "b", "summary": "s"})
    pins = list(PairsSource(path, TEMPLATE).all_texts())
    jsonl(path, {"article": "b", "summary": "s"}, {"article": "c", "summary": "s"})
    found = list(PairsSource(path, TEMPLATE).revisions(pins))
    assert [item.text for item in found if isinstance(item, Revision)] == ["b\nTL;DR:\ns\n"]
    gone = pin_text(hashlib.sha256(b"a\nTL;DR:\ns\n").hexdigest()[:16], "a\nTL;DR:\ns\n", "")
    assert [item for item in found if isinstance(item, Pin)] == [gone]
