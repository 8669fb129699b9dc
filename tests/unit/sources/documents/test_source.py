"""A folder of documents: what is listed, what is left out with a reason, what has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.sources.documents.folder import source, texts, write
from wikimill.errors import WikimillError
from wikimill.sources.base import Pin
from wikimill.sources.pinned_text import pin_text


def test_a_document_that_cannot_be_read_is_missing_with_a_reason(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(
        tmp_path,
        a_txt="good",
        b_txt=b"\xff\xfe bad",
        c_txt=" \n",
        d_html="<p></p>",
        e_docx="no zip",
        f_html=b"<p>caf\xe9</p>",
        g_pdf="%PDF",
        h="none",
        i_pdf="%PDF",
    )
    pins = list(source(tmp_path).all_texts())
    assert [(pin.title, pin.revid > 0) for pin in pins] == [
        ("a.txt", True),
        ("b.txt", False),
        ("c.txt", False),
        ("d.html", False),
        ("e.docx", False),
        ("f.html", False),
    ]
    assert list(source(tmp_path).revisions(pins[1:2])) == pins[1:2]
    assert f"{tmp_path / 'b.txt'} is left out: byte 0 is not UTF-8" in caplog.messages
    assert f"{tmp_path / 'd.html'} is left out: it contains no text" in caplog.messages
    assert any("e.docx is left out: couldn't unpack" in message for message in caplog.messages)
    assert (
        "files of unsupported types are left out: 2 .pdf (such as g.pdf), 1 without a suffix (such as h)" in caplog.text
    )
    assert all("\n" not in message for message in caplog.messages)


def test_only_regular_visible_files_are_listed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "docs"
    write(folder, a_txt="a", sub__b_txt="b", **{"_hidden__c_txt": "c", "_d_txt": "d", "_annex__e_txt": "e"})
    write(tmp_path, secret_txt="secret")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to(tmp_path)
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "in.txt").symlink_to(folder / ".annex/e.txt")
    os.mkfifo(folder / "pipe.txt")
    assert texts(folder) == {"a.txt": "a\n", "in.txt": "e\n", "sub/b.txt": "b\n"}
    left_out = {message.split(" ")[0].strip("'") for message in caplog.messages}
    assert {str(folder / name) for name in ("out.txt", "up", "loop", "self.txt")} <= left_out


def test_names_that_a_manifest_cannot_contain_are_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, a_txt="a")
    for name in (b"line\nbreak.txt", b"tab\t.txt", b"latin\xe9.txt", "a\u202eb.txt".encode(), "\u2028.txt".encode()):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text("x")
    assert list(texts(tmp_path)) == ["a.txt"]
    assert "'line\\nbreak.txt' is left out" in caplog.text
    assert r"'a\u202eb.txt' is left out" in caplog.text
    assert "'latin\\udce9.txt' is left out" in caplog.text


def test_a_changed_document_is_an_error_and_a_missing_one_its_pin(tmp_path: Path) -> None:
    write(tmp_path, a_txt="a", b_txt="b", c_html="<p>c</p>")
    pins = list(source(tmp_path).all_texts())
    (tmp_path / "b.txt").unlink()
    assert [item for item in source(tmp_path).revisions(pins) if isinstance(item, Pin)] == [pins[1]]
    write(tmp_path, a_txt="another")
    with pytest.raises(WikimillError, match=r"a\.txt has changed since it was pinned; restore it, or .*refresh"):
        list(source(tmp_path).revisions(pins[:1]))
    write(tmp_path, c_html="")
    with pytest.raises(WikimillError, match=r"c\.html has changed since .* \(it contains no text\); restore"):
        list(source(tmp_path).revisions(pins[2:]))


def test_a_manifest_that_was_tampered_with_reads_nothing_outside(tmp_path: Path) -> None:
    write(tmp_path, secret_txt="s", docs__a_txt="a")
    pin = pin_text("../secret.txt", "s\n", "")
    assert list(source(tmp_path / "docs").revisions([pin])) == [pin]


def test_folders_without_documents(tmp_path: Path) -> None:
    with pytest.raises(WikimillError, match="nope: there is no such folder; check `documents:`"):
        source(tmp_path / "nope")
    with pytest.raises(WikimillError, match=r"no document with text in it; add some \(\.txt, "):
        list(source(tmp_path).all_texts())
