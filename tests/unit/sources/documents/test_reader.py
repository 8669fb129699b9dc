"""One document: formats, limits, and what it must not read."""

from __future__ import annotations

import html
import json
import logging
from pathlib import Path

import pypandoc
import pytest

from tests.unit.sources.documents.folder import source, texts, write
from wikimill.config.model import Convert
from wikimill.sources.documents.source import DocumentsSource

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


def test_each_format_becomes_markdown_without_markup(tmp_path: Path) -> None:
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


@pytest.mark.slow
def test_office_documents(tmp_path: Path) -> None:
    write(tmp_path, source_md="% The title\n\n# Head\n\nText **b**.\n\n- a\n- b\n")
    for suffix in ("docx", "odt", "epub"):
        pypandoc.convert_file(str(tmp_path / "source.md"), suffix, outputfile=str(tmp_path / f"x.{suffix}"))
    found = texts(tmp_path)
    expected = "# The title\n\n# Head\n\nText **b**.\n\n- a\n- b\n"
    assert found["x.docx"] == found["x.epub"] == expected
    assert found["x.odt"] == expected.removeprefix("# ")  # pandoc reads this title as a paragraph


@pytest.mark.slow
def test_a_pdf_is_its_text(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(
        tmp_path, a_pdf=pdf("The lamp is lit, and the light-", "house stands.", "Well-", "Known"), b_pdf="no", c_txt="c"
    )
    assert texts(tmp_path)["a.pdf"] == "The lamp is lit, and the lighthouse stands.\nWell-\nKnown\n"
    assert "b.pdf is left out: it is not a PDF" in caplog.text


def pdf(*lines: str) -> bytes:
    """A PDF of one page with these lines."""
    shown = "".join(f"({line}) Tj T* " for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 40 700 Td {shown}ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 600 800] "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, offsets = "%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(f"{len(data):010d} 00000 n \n")
        data += f"{number} 0 obj\n{each}\nendobj\n"
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{''.join(offsets)}"
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return f"{data}{table}{end}".encode()


def test_texts_in_other_encodings_are_read_and_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    write(
        tmp_path,
        a_txt="In a café.".encode("cp1252"),
        b_html='<meta charset="windows-1251"><p>Маяк</p>'.encode("cp1251"),
        c_rst="Маяк стоит на острове, и его свет виден издалека.".encode("koi8_r"),
        d_txt="naïve".encode(),
    )
    assert texts(tmp_path) == {
        "a.txt": "In a café.\n",
        "b.html": "Маяк\n",
        "c.rst": "Маяк стоит на острове, и его свет виден издалека.\n",
        "d.txt": "naïve\n",
    }
    for name, encoding in (("a.txt", "cp1252"), ("b.html", "windows-1251"), ("c.rst", "koi8_r")):
        assert f"{tmp_path / name}: its encoding is {encoding}" in caplog.messages
    assert "d.txt" not in caplog.text
    latin = DocumentsSource(tmp_path, Convert(), "latin-1")
    assert [pin.bytes for pin in latin.all_texts() if pin.title == "d.txt"] == [len("naÃ¯ve\n".encode())]


def test_files_of_several_documents(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(
        tmp_path,
        a_txt="One.\n<|endoftext|>\nTwo.\n<|endoftext|>\n",
        b_csv='tweet\n"a, b"\nc\n',
        c_jsonl='{"text": "x"}\n{"text": "y", "id": 1}\n',
        d_csv="a,b\n1,2\n",
        e_jsonl='{"body": "x"}\n',
    )
    assert texts(tmp_path) == {
        "a.txt#00000001": "One.\n",
        "a.txt#00000002": "\nTwo.\n",
        "b.csv#00000001": "<|startoftext|>a, b\n",
        "b.csv#00000002": "\n<|startoftext|>c\n",
        "c.jsonl#00000001": "x\n",
        "c.jsonl#00000002": "y\n",
        "d.csv": None,
        "e.jsonl": None,
    }
    assert "d.csv is left out: it has 2 columns (a, b), and which of them is the text a template tells" in caplog.text
    assert "e.jsonl is left out: it has no column 'text' (body), and which" in caplog.text


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


def test_a_document_that_takes_too_long_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, a_txt="a", b_html="<p>b</p>" * 1000)
    assert [pin.revid > 0 for pin in source(tmp_path, timeout=0.001).all_texts()] == [True, False]
    assert "b.html is left out: it takes longer than convert.timeout (0.001 s)" in caplog.text


@pytest.mark.slow
def test_a_large_text_is_pinned_as_it_is(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    write(tmp_path, a_txt=b"0123456\n" * (1 << 20))
    [pin] = source(tmp_path, memory=1, timeout=0.001).all_texts()
    assert pin.bytes == 8 << 20
    assert not caplog.messages


SIGNS = "1. x # * _ ` [a](b) ![c] <b> ~ ^ $5$ \\ \\* C:\\dir | + - = @ & &amp; {x} ... -- 'q' \"q\" !"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("element", "shown"),
    [
        ("<p>{0}</p>", "{0}"),
        ("<h2>{0}</h2>", "## {0}"),
        ("<ul><li>{0}</li></ul><ul><li>{0}</li></ul><pre>{0}</pre>", "- {0}\n\n- {0}\n\n    {0}"),
        ("<ol><li>{0}</li></ol><ol><li>{0}</li></ol>", "1.  {0}\n\n1.  {0}"),
        ("<blockquote>{0}</blockquote>", "> {0}"),
        ("<p>a<br>{0}<br># c</p>", "a\n{0}\n# c"),
        ("<p>a<sub>{0}</sub> <sup>b c</sup></p>", "a~{0}~ ^b c^"),
        ("<dl><dt>{0}</dt><dd>{0}</dd></dl>", "{0}\n:   {0}"),
    ],
)
def test_people_see_what_they_wrote_without_backslashes(tmp_path: Path, element: str, shown: str) -> None:
    write(tmp_path, a_html=element.format(html.escape(SIGNS)))
    assert texts(tmp_path)["a.html"] == shown.format(SIGNS) + "\n"
