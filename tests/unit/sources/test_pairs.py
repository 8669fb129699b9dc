"""Pairs: a template's fields, the two formats, and what a hostile file may not do."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import smart_open
from hypothesis import given
from hypothesis import strategies as st

from wikimill.errors import WikimillError
from wikimill.sources.base import Pin, Revision
from wikimill.sources.pairs import rows
from wikimill.sources.pairs.source import PairsSource
from wikimill.sources.pairs.template import Template
from wikimill.sources.pinned_text import clean_text, pin_text

TEMPLATE = "{article}\nTL;DR:\n{summary}"


def texts(path: Path, template: str = TEMPLATE) -> list[str]:
    """The texts in the order of their titles."""
    source = PairsSource(path, template)
    found = {item.title: item for item in source.revisions(source.all_texts())}
    return [item.text for _, item in sorted(found.items()) if isinstance(item, Revision)]


def fails(path: Path, template: str = TEMPLATE) -> str:
    with pytest.raises(WikimillError) as caught:
        list(PairsSource(path, template).all_texts())
    return str(caught.value)


def jsonl(path: Path, *some: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in some))
    return path


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


def test_equal_rows_are_one_and_counted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    row = {"article": "a", "summary": "s"}
    path = jsonl(tmp_path / "a.jsonl", row, row, {"article": "b", "summary": "s"}, row)
    assert len(texts(path)) == 2
    assert f"{path}: 2 of 4 rows are duplicates and left out" in caplog.messages


def test_pins_whose_row_is_gone_come_back(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", {"article": "a", "summary": "s"}, {"article": "b", "summary": "s"})
    pins = list(PairsSource(path, TEMPLATE).all_texts())
    jsonl(path, {"article": "b", "summary": "s"}, {"article": "c", "summary": "s"})
    found = list(PairsSource(path, TEMPLATE).revisions(pins))
    assert [item.text for item in found if isinstance(item, Revision)] == ["b\nTL;DR:\ns\n"]
    gone = pin_text(hashlib.sha256(b"a\nTL;DR:\ns\n").hexdigest()[:16], "a\nTL;DR:\ns\n", "")
    assert [item for item in found if isinstance(item, Pin)] == [gone]


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
        (b'\n{"article": "\xff"}\n', "line 2: byte 13 is not UTF-8; save"),
    ],
)
def test_bad_lines_are_named(tmp_path: Path, content: bytes, part: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    assert part in fails(path)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("article\tsummary\n", "it has no rows"),
        ("article\ttitle\na\tb\n", "there is no column 'summary'; the columns are article, title"),
        ("article\tsummary\na\n", "line 2: 1 fields for 2 columns"),
        ('article\tsummary\n"a" b\tc\n', "line 2: ' ' expected after '\"'; quote fields"),
        ('article\tsummary\n"a\tc\nd\te\n', "unexpected end of data"),
        ("article\tarticle\na\tb\n", "line 1: two columns have the same name"),
        ("article\tsummary\rx\ty\n", "line 1: new-line character seen"),
    ],
)
def test_bad_tables_are_named(tmp_path: Path, content: str, part: str) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(content.encode())
    assert part in fails(path)


def test_a_line_without_end_stops_at_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAX_LINE", 1 << 20)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"x" * (2 << 20)))
    assert "line 1: longer than 1 MiB; split" in fails(path)


@pytest.mark.parametrize("name", ["a.json", "a.csv", "a.jsonl.zip", "jsonl"])
def test_other_suffixes_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    assert "must end in one of .jsonl, .ndjson, .tsv, optionally followed by one of .gz" in fails(tmp_path / name)


def test_no_file_and_no_address_on_the_network(tmp_path: Path) -> None:
    assert "there is no such file; check `pairs:`" in fails(tmp_path / "a.jsonl")
    assert "there is no such file" in fails(Path("http://127.0.0.1:1/a.jsonl"))


@pytest.mark.parametrize(
    ("template", "part"),
    [
        ("{a.__class__}", "{a.__class__} is not just a column name"),
        ("{a[0]}", "{a[0]} is not just a column name"),
        ("{0}", "{0} is not just a column name"),
        ("{}", "{} is not just a column name"),
        ("{a!r}", "{a!r} is not just a column name"),
        ("{a:>999999999}", "{a:>999999999} is not just a column name"),
        ("{a:{b}}", "is not just a column name"),
        ("{a", "expected '}' before end of string"),
        ("a}", "Single '}' encountered"),
        ("plain {{a}}", "it names no column"),
        ("", "it names no column"),
    ],
)
def test_templates_hold_names_alone(template: str, part: str) -> None:
    with pytest.raises(WikimillError) as caught:
        Template(template)
    assert part in str(caught.value)


def test_braces_and_values_that_look_like_fields() -> None:
    template = Template("{{{a}}} {long name} {a}")
    assert template.fields == {"a", "long name"}
    assert "".join(template.render({"a": "{b}", "long name": "{0.x}"})) == "{{b}} {0.x} {b}"


@given(st.text(), st.text())
def test_a_template_puts_values_in_untouched(before: str, value: str) -> None:
    literal = before.replace("{", "{{").replace("}", "}}")
    assert Template(literal + "{a}").render({"a": value}) == (before, value)
