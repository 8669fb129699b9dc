"""The pages of a split as JSON lines."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.unit.corpus.builder import PAGE_ROW, write_page_table
from wikimill.corpus.pages.jsonl import jsonl
from wikimill.errors import WikimillError


def test_a_row_is_a_line_of_json(tmp_path: Path) -> None:
    rows = write_page_table(tmp_path / "pages-train.parquet", [PAGE_ROW, {**PAGE_ROW, "title": "\x85"}])
    write_page_table(tmp_path / "pages-validation.parquet", [])
    jsonl([tmp_path / "pages-train.parquet", tmp_path / "pages-validation.parquet"], tmp_path)
    text = (tmp_path / "pages-train.jsonl").read_text()
    assert [json.loads(line) for line in text.splitlines()] == rows
    assert "北" in text
    assert (tmp_path / "pages-validation.jsonl").read_bytes() == b""


def test_a_table_that_is_no_table_of_pages_is_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1]}), tmp_path / "pages-train.parquet")
    with pytest.raises(WikimillError, match=r"pages-train\.parquet: it lacks the column id; delete it"):
        jsonl([tmp_path / "pages-train.parquet"], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["pages-train.parquet"]
