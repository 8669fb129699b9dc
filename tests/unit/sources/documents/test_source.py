"""A folder of documents: what is listed, what is left out with a reason, what has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.sources.documents.folder import source, texts, write
from wikimill.errors import WikimillError
from wikimill.plain_text import ACTIVE
from wikimill.sources.base import Pin
from wikimill.sources.pinned_text import pin_text


@pytest.mark.slow
def test_a_document_that_cannot_be_read_is_missing_with_a_reason(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(
        tmp_path,
        a_txt="good",
        b_txt=b"\x00 bad",
        c_txt=" \n",
        d_html="<p></p>",
        e_docx="no zip",
        f_pdf="%PDF-1.4 damaged",
        g_xls="x",
        h="none",
        i_xls="x",
    )
    pins = list(source(tmp_path).all_texts())
    assert [(pin.title, pin.problem) for pin in pins] == [
        ("a.txt", ""),
        *((name, "cannot be read") for name in ("b.txt", "c.txt", "d.html", "e.docx", "f.pdf")),
    ]
    assert list(source(tmp_path).revisions(pins[1:2])) == pins[1:2]
    assert f"{tmp_path / 'b.txt'} is left out: it is not a text" in caplog.messages
    assert f"{tmp_path / 'd.html'} is left out: it contains no text" in caplog.messages
    assert any("e.docx is left out: couldn't unpack" in message for message in caplog.messages)
    assert (
        "files of unsupported types are left out: 2 .xls (such as g.xls), 1 without a suffix (such as h)" in caplog.text
    )
    assert all("\n" not in message for message in caplog.messages)


def test_a_folder_that_the_project_is_in_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a_txt="a", project__b_txt="b", letters__c_txt="c")
    monkeypatch.chdir(tmp_path / "project")
    for folder in (".", "..", str(tmp_path)):
        with pytest.raises(WikimillError, match="the project is in this folder; move the documents into one of"):
            source(Path(folder))
    assert texts(Path("../letters")) == {"c.txt": "c\n"}


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


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"line\nbreak.txt", "line\\nbreak.txt"),
        (b"tab\t.txt", "tab\\t.txt"),
        (b"latin\xe9.txt", "latin\\udce9.txt"),
        ("c1\x9b31m.txt".encode(), "c1\\x9b31m.txt"),
        ("turned\u202etxt.txt".encode(), "turned\\u202etxt.txt"),
    ],
)
def test_a_name_that_a_manifest_cannot_contain_is_a_row_without_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: bytes, shown: str
) -> None:
    write(tmp_path, a_txt="a")
    for each in (name, name.replace(b".txt", b"\x01.txt"), name.replace(b".txt", b"\x02.txt")):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + each)).write_text("x")
    pins = list(source(tmp_path).all_texts())
    assert [pin.title for pin in pins if not pin.problem] == ["a.txt"]
    assert [pin.problem for pin in pins if pin.problem] == ["title not allowed"] * 3
    assert len({pin.title for pin in pins}) == 4
    assert not any(ACTIVE.search(pin.title) for pin in pins)
    assert f"'{shown}' is left out" in caplog.text
    assert list(source(tmp_path).revisions(pins[1:2])) == pins[1:2]


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
    with pytest.raises(WikimillError, match="nope: there is no such file or folder; check `documents:`"):
        source(tmp_path / "nope")
    with pytest.raises(WikimillError, match=r"no document with text in it; add some \(\.txt, "):
        list(source(tmp_path).all_texts())
