"""One file as a source: its parts are the file, in any encoding, and it is read once for the pins that are wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill.config.model import Convert
from wikimill.errors import WikimillError
from wikimill.sources.base import Revision
from wikimill.sources.documents.file_source import FileSource
from wikimill.sources.text_encoding import UNKNOWN


def parts(path: Path, encoding: str = "") -> dict[str, str]:
    source = FileSource(path, Convert(), encoding)
    found = source.revisions(list(source.all_texts()))
    return {item.title: item.text for item in found if isinstance(item, Revision)}


def test_the_parts_are_the_file_but_for_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "input.txt"
    text = "".join(f"\nParagraph {number} is short.\t \n\n" for number in range(200))
    path.write_bytes(text.replace("\n", "\r\n").encode("utf-16"))
    found = parts(path)
    assert "".join(found.values()) == text
    assert list(found)[:2] == ["00000001.00001", "00000001.00002"]


@pytest.mark.parametrize("kind", ["csv", "tsv"])
def test_a_table_has_a_part_for_each_row_as_gpt_2_simple_writes_it(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"tweets.{kind}"
    path.write_bytes('tweet\nn\xe4chster Stra\xdfenname\n"b, c"\n'.encode("latin-1"))
    assert parts(path) == {
        "00000001.00001": "<|startoftext|>nächster Straßenname",
        "00000002.00001": "\n<|startoftext|>b, c",
    }


def test_the_encoding_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "input.txt"
    path.write_bytes(b"caf\xe9")
    assert list(parts(path, "iso8859_5").values()) == ["cafщ"]
    with pytest.raises(WikimillError, match="some of its bytes are not ascii"):
        parts(path, "ascii")


def test_a_file_that_has_changed_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "input.txt"
    path.write_text("a<|endoftext|>b")
    pins = list(FileSource(path, Convert()).all_texts())
    assert [item.title for item in FileSource(path, Convert()).revisions(pins[1:])] == [pins[1].title]
    for text in ("a<|endoftext|>c", "a"):
        path.write_text(text)
        with pytest.raises(WikimillError, match=r"input\.txt has changed since it was pinned; restore it"):
            list(FileSource(path, Convert()).revisions(pins))


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.txt", b"\x89PNG\r\n\0\0", "a.txt: it is not a text"),
        ("a.txt", bytes(range(128, 256)), f"a.txt: {UNKNOWN}"),
        ("a.txt", b" \n<|endoftext|>", "a.txt: it contains no text"),
        ("a.csv", b"q,a\n1,2\n", r"a.csv: it has 2 columns \(q, a\), and which of them is the text a template tells"),
        ("a.jsonl", b'{"q": "1"}\n', r"a.jsonl: it has no column 'text' \(q\)"),
        ("a.jsonl", b"{", "a.jsonl: line 1: not JSON"),
        ("a.exe", b"MZ", "a.exe: files of this kind cannot be read"),
        ("a.pdf", b"MZ", "a.pdf: it is not a PDF"),
        ("a.docx", b"MZ", "a.docx: couldn't unpack docx"),
    ],
)
def test_what_is_not_a_corpus(tmp_path: Path, name: str, data: bytes, problem: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(WikimillError, match=problem):
        list(FileSource(tmp_path / name, Convert()).all_texts())
    with pytest.raises(WikimillError, match="there is no such file"):
        FileSource(tmp_path / "nope", Convert())
