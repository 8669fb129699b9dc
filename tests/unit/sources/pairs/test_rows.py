"""Rows of CSV, TSV and JSONL files, compressed, damaged and hostile ones included."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import smart_open

from tests.unit.sources.pairs.files import fails, texts
from wikimill.sources.pairs import rows
from wikimill.sources.pinned_text import clean_text


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)])
def test_compressed_files(tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / f"a.jsonl{suffix}"
    data = pack(b'{"article": "a", "summary": "s"}\n')
    path.write_bytes(data)
    assert texts(path) == ["a\nTL;DR:\ns\n"]
    path.write_bytes(data[: len(data) // 2])
    assert "is truncated or damaged" in fails(path)


def test_zstandard(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv.zst"
    with smart_open.open(str(path), "wb") as file:
        file.write(b"article\tsummary\na\ts\n")
    assert texts(path) == ["a\nTL;DR:\ns\n"]
    path.write_bytes(b"no zstandard")
    assert "is truncated or damaged" in fails(path)


def test_what_pandas_writes_as_tsv_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    values = ['plain, "quoted" inside', "a\ttab", "two\nlines", "'single'", " spaces ", "\\n"]
    pd.DataFrame({"article": values, "summary": range(6)}).to_csv(path, sep="\t", index=False)
    expected = {clean_text(f"{value}\nTL;DR:\n{number}") for number, value in enumerate(values)}
    assert set(texts(path)) == expected


def test_what_a_spreadsheet_writes_as_csv_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    values = ["plain; simple", 'a "quoted", one', "two\nlines", "süß", ""]
    pd.DataFrame({"article": values, "summary": range(5)}).to_csv(path, index=False, encoding="cp1252")
    expected = {clean_text(f"{value}\nTL;DR:\n{number}") for number, value in enumerate(values)}
    assert set(texts(path)) == expected
    path.write_bytes(path.read_bytes().decode("cp1252").encode("utf-16"))
    assert set(texts(path)) == expected


def test_numbers_are_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1.50}\n\n{"a": 1e400}\n{"a": ' + "9" * 5000 + "}\n")
    assert set(texts(path, "{a}")) == {"1.50\n", "1e400\n", "9" * 5000 + "\n"}


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "a.jsonl: it has no rows"),
        (b'{"article": "a"}\n', "there is no column 'summary'; the columns are article"),
        (
            b'{"article": "a", "summary": "s"}\n{"article": "b"}\n',
            "line 2: no string or number in 'summary'; fill it in",
        ),
        (b'{"article": "a", "summary": null}\n', "line 1: no string or number in 'summary'"),
        (b'{"article": true, "summary": "s"}\n', "line 1: no string or number in 'article'"),
        (b'{"article": ["a"], "summary": "s"}\n', "line 1: no string or number in 'article'"),
        (b'{"article": NaN, "summary": "s"}\n', "line 1: not valid JSON (NaN is not a valid number)"),
        (b'{"article": "a", "summary": "s"}\n{"artic', "line 2: not valid JSON"),
        (b"[1]\n", "line 1: not a JSON object but '[1]'; each line must be one object"),
        (b"[" * 100_000 + b"\n", "line 1: not valid JSON"),
        ('{"article": "ä"}'.encode() * 20 + b"\xff", "a.jsonl: byte 340 is not UTF-8, while the rest is"),
        (b'{"article": "\0"}\n', "a.jsonl: it is not a text"),
    ],
)
def test_invalid_lines_are_named(tmp_path: Path, content: bytes, part: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    assert part in fails(path)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("article\tsummary\n", "it has no rows"),
        ("article\ttitle\na\tb\n", "there is no column 'summary'; the columns are article, title"),
        ("article\tsummary\na\n", "line 2: 1 instead of 2 fields"),
        ('article\tsummary\n"a" b\tc\n', "line 2: ' ' expected after '\"'; quote fields"),
        ('article\tsummary\n"a\tc\nd\te\n', "unexpected end of data"),
        ("article\tarticle\na\tb\n", "line 1: two columns have the same name"),
        ("article\tsummary\rx\ty\n", "line 1: new-line character seen"),
    ],
)
def test_invalid_tables_are_named(tmp_path: Path, content: str, part: str) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(content.encode())
    assert part in fails(path)


def test_a_line_has_a_maximum_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAX_LINE", 1 << 20)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"x" * (2 << 20)))
    assert "line 1: longer than 1 Mi characters; split" in fails(path)


@pytest.mark.parametrize("name", ["a.json", "a.xls", "a.jsonl.zip", "jsonl"])
def test_other_suffixes_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    assert "must end in one of .csv, .jsonl, .ndjson, .tsv, optionally followed by one of .gz" in fails(tmp_path / name)


def test_a_missing_file_and_a_url_are_refused(tmp_path: Path) -> None:
    assert "there is no such file; check `pairs:`" in fails(tmp_path / "a.jsonl")
    assert "there is no such file" in fails(Path("http://127.0.0.1:1/a.jsonl"))
