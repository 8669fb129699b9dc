"""A folder of documents: what is read, what is left out and said, what never gets in."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pypandoc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikimill.config.model import Convert
from wikimill.errors import WikimillError
from wikimill.sources.base import Pin, Revision
from wikimill.sources.documents.source import DocumentsSource
from wikimill.sources.pinned_text import clean_text, matching_revision, pin_text

HTML = """<html><head><title>Site</title></head><body><h1 id="x" class="y">The <b>lamp</b></h1>
<div class="z"><p>It's 5*3 [sic] <a href="u">a link</a>, <span style="a">a span</span>, x<sup>2</sup>.</p></div>
<p><img src="x.png" alt="pic"></p><pre class="python"><code>a = 1</code></pre><ul><li>one</li><li>two</li></ul>
<table><tr><th>a</th></tr><tr><td>1</td></tr></table><hr><script>bad()</script></body></html>"""
MARKDOWN = """# The **lamp**

It's 5*3 [sic] a link, a span, x^2^.

``` python
a = 1
```

- one
- two

| a   |
|-----|
| 1   |
"""


def source(folder: Path, **bounds: float) -> DocumentsSource:
    return DocumentsSource(folder, Convert.model_validate(bounds))


def texts(folder: Path) -> dict[str, str | None]:
    """Titles and texts, with None for what is missing."""
    each = source(folder)
    found = each.revisions(each.all_texts())
    return {item.title: item.text if isinstance(item, Revision) else None for item in found}


def write(folder: Path, **files: str | bytes) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


@given(st.text())
def test_a_clean_text_is_valid_and_cleaning_it_again_changes_nothing(text: str) -> None:
    result = clean_text(text)
    assert clean_text(result) == result
    assert not any(ord(character) < 32 and character not in "\n\t" for character in result)
    assert result == "" or (result.endswith("\n") and not result.endswith("\n\n"))
    assert not result.startswith("\ufeff")
    result.encode()


def test_line_ends_and_unseen_characters() -> None:
    assert clean_text("\ufeffa\r\nb\rc\x0cd\0\x1b\t\ud800é \n\n") == "a\nb\nc\nd\t\ufffdé\n"
    assert clean_text(" \n\t\0") == ""


def test_a_pin_names_its_text_alone() -> None:
    pin = pin_text("a", "é\n", "")
    assert pin == Pin(0, 0, "a", 0x6EE66ED9126AA6D, "", "6ee66ed9126aa6d0e594acd7c5a70bf6d0b06b78", 3)
    assert matching_revision(pin, "é\n") == Revision(pin.revid, "a", "", pin.sha1, "é\n")
    assert matching_revision(pin, "e\n") is None


def test_each_kind_becomes_markdown_without_markup(tmp_path: Path) -> None:
    cell = {"cell_type": "markdown", "metadata": {}, "source": ["# N\n", "text <b>x</b>"]}
    notebook = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    write(
        tmp_path,
        a_txt="plain *as* it is\r\n\r\n",
        b_md="# As\n\n<b>it</b> is",
        c_HTML=HTML,
        sub__d_rst="Title\n=====\n\nText *em*.\n",
        sub__e_tex="\\documentclass{article}\\title{My title}\\begin{document}\\maketitle Hello $x^2$.\\end{document}",
        sub__f_org="#+TITLE: T\n* T :tag:\nText /em/.\n",
        g_ipynb=notebook,
    )
    assert texts(tmp_path) == {
        "a.txt": "plain *as* it is\n",
        "b.md": "# As\n\n<b>it</b> is\n",
        "c.HTML": MARKDOWN,
        "g.ipynb": "# N\n\ntext x\n",
        "sub/d.rst": "# Title\n\nText *em*.\n",
        "sub/e.tex": "# My title\n\nHello $x^2$.\n",
        "sub/f.org": "# T\n\nText *em*.\n",
    }


def test_office_documents(tmp_path: Path) -> None:
    write(tmp_path, source_md="% The title\n\n# Head\n\nText **b**.\n\n- a\n- b\n")
    for suffix in ("docx", "odt", "epub"):
        pypandoc.convert_file(str(tmp_path / "source.md"), suffix, outputfile=str(tmp_path / f"x.{suffix}"))
    found = texts(tmp_path)
    expected = "# The title\n\n# Head\n\nText **b**.\n\n- a\n- b\n"
    assert found["x.docx"] == found["x.epub"] == expected
    assert found["x.odt"] == expected.removeprefix("# ")  # pandoc reads this title as a paragraph


def test_what_cannot_be_read_is_listed_as_missing_with_its_reason(
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


def test_only_regular_visible_files_of_the_folder_count(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
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


def test_names_that_no_manifest_holds_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, a_txt="a")
    for name in (b"line\nbreak.txt", b"tab\t.txt", b"latin\xe9.txt"):
        Path(os.fsdecode(bytes(tmp_path) + b"/" + name)).write_text("x")
    assert list(texts(tmp_path)) == ["a.txt"]
    assert "'line\\nbreak.txt' is left out" in caplog.text
    assert "'latin\\udce9.txt' is left out" in caplog.text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.rst", "Text\n\n.. include:: {secret}\n\n.. csv-table::\n   :file: {secret}\n"),
        ("a.tex", "Text \\input{{{secret}}} \\include{{{secret}}} \\lstinputlisting{{{secret}}}"),
        ("a.org", 'Text\n\n#+INCLUDE: "{secret}"\n'),
        ("a.html", 'Text <iframe src="{secret}"></iframe><object data="file://{secret}"></object>'),
        ("a.adoc", "Text\n\ninclude::{secret}[]\n"),
        ("a.typ", 'Text #read("{secret}") #include "{secret}"\n'),
        ("a.man", ".TH X 1\n.so {secret}\nText\n"),
        ("a.dbk", '<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><article><para>Text &x;</para></article>'),
    ],
)
def test_a_document_reads_no_other_file(tmp_path: Path, name: str, text: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("S3CRET")
    write(tmp_path, docs__z_txt="z")
    (tmp_path / "docs" / name).write_text(text.format(secret=secret))
    assert "S3CRET" not in str(texts(tmp_path / "docs"))


def test_what_changed_since_is_an_error_and_what_is_gone_is_the_pin(tmp_path: Path) -> None:
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
