"""Rows of CSV, TSV and JSONL files, compressed, damaged and hostile ones included."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import smart_open

from tests.unit.sources.pairs.files import fails, pairs, texts
from wikimill import streams
from wikimill.sources.pairs import rows, source
from wikimill.sources.pairs.rows import BadRow, Row
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


@pytest.mark.slow
def test_what_a_spreadsheet_writes_as_csv_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    values = ["plain; simple", 'a "quoted", one', "two\nlines", "süß", ""]
    pd.DataFrame({"article": values, "summary": range(5)}).to_csv(path, index=False, encoding="cp1252")
    expected = {clean_text(f"{value}\nTL;DR:\n{number}") for number, value in enumerate(values)}
    assert set(texts(path)) == expected
    path.write_bytes(path.read_bytes().decode("cp1252").encode("utf-16"))
    assert set(texts(path)) == expected


GERMAN = "Die Fähre fährt täglich über die Förde nach Kölln, und früh fällt der Nebel auf die Gärten der Höfe."


@pytest.mark.parametrize("end", ["", ".gz", ".xz", ".zst"])
@pytest.mark.parametrize("kind", [".csv", ".tsv", ".jsonl"])
def test_the_encoding_of_any_of_them_is_detected(
    tmp_path: Path, kind: str, end: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    path = tmp_path / f"a{kind}{end}"
    between = {".csv": ",", ".tsv": "\t"}.get(kind)
    lines = [f'"{GERMAN}"{between}{row}' for row in range(9)]
    objects = [json.dumps({"article": GERMAN, "summary": row}, ensure_ascii=False) for row in range(9)]
    table = [f"article{between}summary", *lines] if between else objects
    with smart_open.open(str(path), "wb") as file:
        file.write("\n".join(table).encode("cp1252"))
    assert set(texts(path)) == {f"{GERMAN}\nTL;DR:\n{row}\n" for row in range(9)}
    assert f"{path}: its encoding is cp1252" in caplog.text


def test_an_encoding_that_cannot_be_told_is_named_by_a_person(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    letters = bytes(range(128, 256))
    path.write_bytes(b"article,summary\n" + letters + b",s\n")
    assert fails(path) == f"{path}: its encoding cannot be told; save it as UTF-8, or name its encoding"
    assert texts(path, encoding="cp850") == [letters.decode("cp850") + "\nTL;DR:\ns\n"]


def test_numbers_are_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1.50}\n\n{"a": 1e400}\n{"a": ' + "9" * 5000 + "}\n")
    assert set(texts(path, "{a}")) == {"1.50\n", "1e400\n", "9" * 5000 + "\n"}


GOOD = b'{"article": "a", "summary": "s"}\n'
PROBLEMS = [
    (b'{"article": "b"}', "no string or number in 'summary'"),
    (b'{"article": "b", "summary": null}', "no string or number in 'summary'"),
    (b'{"article": true, "summary": "s"}', "no string or number in 'article'"),
    (b'{"article": ["a"], "summary": "s"}', "no string or number in 'article'"),
    (b'{"article": NaN, "summary": "s"}', "not JSON (NaN is not a valid number)"),
    (b'{"article" "b"}', "not JSON (Expecting ':' delimiter, column 12)"),
    (b"[1]", "not a JSON object but '[1]'"),
    (b"[" * 100_000, "JSON that is nested too deeply"),
    (b'{"article": "\xff", "summary": "s"}', "byte 13 is not UTF-8"),
    (b'{"article": "' + b"x" * (1 << 20) + b'"}', "longer than 1 MiB"),
]


@pytest.fixture
def short_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAX_LINE", 1 << 20)
    monkeypatch.setattr(streams, "MAX_SKIPPED", 2 << 20)


@pytest.mark.parametrize(
    ("encoding", "wrong", "problem"),
    [
        ("", b"\xff", "byte 5 is not UTF-8"),  # as it is found, of a text that is UTF-8 elsewhere
        ("utf-8-sig", b"\xff", "byte 5 is not UTF-8"),
        ("cp1252", b"\x81", "some bytes are not cp1252"),
        ("shift_jis", b"\x81", "some bytes are not shift_jis"),
        ("utf-16-le", b"\0\xdc", "some bytes are not utf-16-le"),
    ],
)
def test_a_line_that_is_not_of_the_encoding_is_listed_and_the_others_are_kept(
    tmp_path: Path, encoding: str, wrong: bytes, problem: str
) -> None:
    path = tmp_path / "a.csv"
    name = encoding or "utf-8"
    end = ",e\n".encode(name.removesuffix("-sig"))
    letter = "é" if name == "cp1252" else "ё"
    start = ("a,b\n" + f"{letter},d\n" * 30 + "four ").encode(name)
    path.write_bytes(start + wrong + end + end)
    *kept, bad, last = rows.read_rows(path, encoding or rows.find_encoding(path))
    assert [type(row) for row in kept] == [Row] * 30
    assert bad == BadRow(32, problem)
    assert last == Row(33, {"a": "", "b": "e"})


@pytest.mark.usefixtures("short_lines")
@pytest.mark.parametrize(("line", "problem"), PROBLEMS)
def test_a_line_that_is_no_row_is_listed_and_the_others_are_kept(
    tmp_path: Path, line: bytes, problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line + b"\n\n" + GOOD + line)
    found = pairs(path)
    assert found == {"a\nTL;DR:\ns\n": "", **{f"a.jsonl line {n}: {problem}": "cannot be read" for n in (1, 4)}}
    assert caplog.messages == [f"{path}: rows that cannot be read: 2 (line 1: {problem}, line 4: {problem})"]
    path.write_bytes(line + b"\n")
    message = fails(path)
    assert f"none of its rows can be read: line 1: {problem}; correct" in message or "no column 'summary'" in message


def test_of_many_bad_rows_five_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD + b"x\n" * 2000)
    assert len(pairs(path)) == 2001
    (message,) = caplog.messages
    assert "rows that cannot be read: 2000 (line 2: not JSON" in message
    assert message.count("line ") == 5
    assert message.endswith(", …)")


def test_a_file_or_a_template_that_fits_no_row_is_told_before_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "EXAMINED", 2)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'x\n{"article": "a"}\n' + GOOD)
    assert "there is no column 'summary'; the columns are article" in fails(path)
    path.write_bytes(b"x\ny\n" + GOOD)
    assert "none of its rows can be read: line 1: not JSON" in fails(path)


@pytest.mark.parametrize(
    ("suffix", "content", "part"),
    [
        ("jsonl", "", "a.jsonl: it has no rows"),
        ("tsv", "article\tsummary\n", "it has no rows"),
        ("tsv", "article\ttitle\na\tb\n", "there is no column 'summary'; the columns are article, title"),
        ("tsv", "article\tarticle\na\tb\n", "line 1: two columns have the same name"),
        ("csv", "article,title\na,b\n", "there is no column 'summary'; the columns are article, title"),
        ("csv", "article,summary\n\0", "a.csv: it is not a text"),
        ("csv", "ä" * 90 + "\udcff", "line 1: byte 180 is not UTF-8; write the names of the columns"),
        ("tsv", "article\tsummary\rx\ty\n", "line 1: new-line character seen"),
        ("tsv", "ä" * 90 + "\t\udcff\na\tb\n", "line 1: byte 181 is not UTF-8; write the names of the columns"),
    ],
)
def test_files_without_rows_are_refused(tmp_path: Path, suffix: str, content: str, part: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert part in fails(path)


@pytest.mark.usefixtures("short_lines")
@pytest.mark.parametrize(
    ("lines", "bad"),
    [
        (["a"], {2: "1 instead of 2 fields"}),
        (["a\tb\tc"], {2: "3 instead of 2 fields"}),
        (["\tx"], {}),
        (['"a" b\tc'], {2: "' ' expected after '\"'"}),
        (['"a\tc'], {2: "unexpected end of data"}),
        (['"a\tc', "d\te", "f\tg"], {2: "unexpected end of data"}),
        (['"a\tc', "d\te", 'f\t"g h"'], {2: "' ' expected after '\"'"}),
        (['"a', "\udcff", "d\te"], {2: "unexpected end of data", 3: "byte 0 is not UTF-8"}),
        (['"a', "x" * (1 << 20), 'b"\tc'], {2: "longer than 1 MiB"}),
        (['"a', "\udcff", 'b"\tc'], {2: "byte 0 is not UTF-8"}),
        (["\udcff\tx", "d\te"], {2: "byte 0 is not UTF-8"}),
        (["x" * (1 << 20), "d\te"], {2: "longer than 1 MiB"}),
        ([f'"{"x" * 1000}'] * 5, dict.fromkeys(range(2, 7), "expected after") | {6: "unexpected end"}),
    ],
)
def test_a_row_that_a_table_cannot_have_ends_with_its_line(
    tmp_path: Path, lines: list[str], bad: dict[int, str]
) -> None:
    path = tmp_path / "a.tsv"
    text = "\n".join(["article\tsummary", *lines, "z\tlast"]) + "\n"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    found = list(rows.read_rows(path, "utf-8"))
    problems = {row.line: row.problem for row in found if isinstance(row, BadRow)}
    assert problems.keys() == bad.keys()
    assert all(part in problems[line] for line, part in bad.items())
    good = [row for row in found if isinstance(row, Row)]
    assert {row.values["summary"] for row in good} >= {"last"}
    assert all('b"' not in str(row.values) for row in good)  # no part of another row


@pytest.mark.slow
def test_quoted_fields_of_many_lines_do_not_grow_quadratically(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("article\tsummary\n" + ('"stray\n' + "a\tb\n" * 2000) * 20)
    found = list(rows.read_rows(path, "utf-8"))
    assert sum(isinstance(row, BadRow) for row in found) == 20
    assert len(found) == 20 * 2001


@pytest.mark.usefixtures("short_lines")
def test_a_line_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(GOOD + b"x" * (4 << 20)))
    assert "line 2: more than 2 MiB without a line end; write one row in each line" in fails(path)


@pytest.mark.parametrize("name", ["a.json", "a.xls", "a.jsonl.zip", "jsonl"])
def test_other_suffixes_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    assert "must end in one of .csv, .jsonl, .ndjson, .tsv, optionally followed by one of .gz" in fails(tmp_path / name)


def test_a_missing_file_and_a_url_are_refused(tmp_path: Path) -> None:
    assert "there is no such file; check `pairs:`" in fails(tmp_path / "a.jsonl")
    assert "there is no such file" in fails(Path("http://127.0.0.1:1/a.jsonl"))
