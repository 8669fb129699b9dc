"""Read one document: a text in any encoding, the rows of a table, a PDF, or what pandoc reads within limits."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from wikimill import layout
from wikimill.config.model import Convert
from wikimill.errors import WikimillError
from wikimill.sources.bounded_process import UnreadableError, run_bounded
from wikimill.sources.documents.pdf import read_pdf
from wikimill.sources.pairs import rows
from wikimill.sources.pinned_text import END_OF_TEXT
from wikimill.sources.text_encoding import CHARSETS, detect_encoding

# Suffixes and pandoc's readers, one of them ours.
READERS = {
    **{"adoc": "asciidoc", "asciidoc": "asciidoc", "dbk": "docbook", "docbook": "docbook", "docx": "docx"},
    **{"epub": "epub", "fb2": "fb2", "htm": "html", "html": "html", "ipynb": "ipynb", "latex": "latex", "man": "man"},
    **{"muse": "muse", "odt": "odt", "opml": "opml", "org": "org", "pptx": "pptx", "rst": "rst", "rtf": "rtf"},
    **{"tex": "latex", "textile": "textile", "typ": "typst", "wiki": "reader/mediawiki.lua", "xhtml": "html"},
}
TEXTS = ("txt", "text", "md", "markdown")  # the file is the text
CSV = ("csv", "tsv")
TABLES = (*CSV, "jsonl", "ndjson")  # the rows are texts
SUFFIXES = (*TEXTS, *TABLES, "pdf", *READERS)
BINARY = {"docx", "epub", "odt", "pptx"}
CHUNK = 1 << 20  # characters read at a time
PAIRS = "and which of them is the text a template tells; name the file as `pairs:`, or finetune with --template"
START_OF_TEXT = "<|startoftext|>"  # what gpt-2-simple puts before each row
TEXT_COLUMN = "text"
CHARSET = re.compile(rb"""(?i)charset\s*=\s*["']?\s*([a-z0-9_-]+)""")
HEAD = 1024  # bytes in which HTML may declare its charset
# What workflow/wikitext/convert.lua writes, without what does not belong in a text.
FORMAT = "markdown-smart-simple_tables-multiline_tables-raw_html-raw_attribute-raw_tex"
PLAIN = Path(__file__).with_name("plain.lua")


def suffix(path: Path) -> str:
    """The suffix that determines the format: lower case, no dot."""
    return path.suffix[1:].lower()


def read_chunks(path: Path, bounds: Convert, encoding: str) -> Iterator[str]:
    """The text of a document with a known suffix, cut anywhere, with `<|endoftext|>` between the texts of a table.

    Line ends are line feeds. Of a text memory does not grow with it.

    Args:
        path: a regular file.
        bounds: the `timeout` in seconds and `memory` in MiB of what is not a text or a table.
        encoding: as `find_encoding` found it.

    Raises:
        UnreadableError: the file cannot be opened, is not of the encoding, exceeds the limits, or is damaged.
    """
    kind = suffix(path)
    try:
        if kind in TABLES:
            yield from _rows(path, encoding)
        elif kind in TEXTS:
            with path.open(encoding=encoding) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        else:
            yield _convert(path, kind, bounds, encoding)
    except (UnicodeDecodeError, LookupError) as error:
        name = getattr(error, "encoding", encoding)
        raise UnreadableError(f"some of its bytes are not {name}") from None
    except OSError as error:
        raise UnreadableError(str(error.strerror)) from None


def find_encoding(path: Path) -> str:
    """The encoding of a document; empty for one whose format has its own.

    Raises:
        UnreadableError: see `detect_encoding`; or the file cannot be opened.
    """
    kind = suffix(path)
    if kind == "pdf" or READERS.get(kind) in BINARY:
        return ""
    try:
        if kind in TABLES:
            return rows.find_encoding(path)
        with path.open("rb") as file:
            declared = CHARSET.search(file.read(HEAD)) if READERS.get(kind) == "html" else None
            if declared and CHARSETS.fullmatch(declared[1].decode()):
                return declared[1].decode()
            file.seek(0)
            return detect_encoding(file)
    except WikimillError as error:
        raise UnreadableError(_without_path(error, path)) from None
    except OSError as error:
        raise UnreadableError(str(error.strerror)) from None


def _rows(path: Path, encoding: str) -> Iterator[str]:
    """The texts of a table. CSV has one column and is written as gpt-2-simple does; of JSONL the column is `text`."""
    try:
        for found in rows.read_rows(path, encoding):
            if isinstance(found, rows.BadRow):
                raise UnreadableError(f"line {found.line}: {found.problem}")
            row = found.values
            if suffix(path) in CSV:
                if len(row) > 1:
                    raise UnreadableError(f"it has {len(row)} columns ({', '.join(row)}), {PAIRS}")
                yield f"{START_OF_TEXT}{''.join(map(str, row.values()))}{END_OF_TEXT}\n"
                continue
            if row.get(TEXT_COLUMN) is None:
                raise UnreadableError(f"it has no column {TEXT_COLUMN!r} ({', '.join(row)}), {PAIRS}")
            yield f"{row[TEXT_COLUMN]}{END_OF_TEXT}"
    except WikimillError as error:
        raise UnreadableError(_without_path(error, path)) from None


def _without_path(error: WikimillError, path: Path) -> str:
    return str(error).removeprefix(str(path)).strip(": ")


def _convert(path: Path, kind: str, bounds: Convert, encoding: str) -> str:
    if path.stat().st_size > bounds.memory << 20:
        raise UnreadableError(f"it is larger than convert.memory ({bounds.memory} MiB)")
    data = path.read_bytes()
    if kind == "pdf":
        return read_pdf(data, bounds)
    if encoding:
        data = io.TextIOWrapper(io.BytesIO(data), encoding=encoding).read().removeprefix("\ufeff").encode()
    return _pandoc(data, READERS[kind], bounds)


def html_to_markdown(html: str, bounds: Convert) -> str:
    """The text of HTML, as that of a document in this format.

    Raises:
        UnreadableError: it exceeds the limits.
    """
    return _pandoc(html.encode(), "html", bounds)


def _pandoc(data: bytes, reader: str, bounds: Convert) -> str:
    import pypandoc

    # The document is passed on standard input: pandoc sees no path, and its sandbox opens no other file or URL.
    if reader.endswith(".lua"):
        reader = str(layout.workflow_folder() / reader)
    command = [pypandoc.get_pandoc_path(), "--sandbox", "--from", reader, "--to", FORMAT, "--wrap=none"]
    command += ["--lua-filter", str(PLAIN)]
    if reader == "html":
        command += ["--metadata", "title="]  # <title> often names the site, too, and the text has its own heading
    return run_bounded(command, data, bounds).decode()
