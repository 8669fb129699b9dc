"""Read one document as markdown by pandoc, which can read nothing else and has limits on time and memory."""

from __future__ import annotations

from pathlib import Path

from wikimill import layout
from wikimill.config.model import Convert
from wikimill.sources.bounded_process import UnreadableError, run_bounded
from wikimill.sources.pinned_text import clean_text

# Suffixes and pandoc's readers, one of them ours; None: the file is the text.
READERS: dict[str, str | None] = {
    **dict.fromkeys(("txt", "text", "md", "markdown")),
    **{"adoc": "asciidoc", "asciidoc": "asciidoc", "dbk": "docbook", "docbook": "docbook", "docx": "docx"},
    **{"epub": "epub", "fb2": "fb2", "htm": "html", "html": "html", "ipynb": "ipynb", "latex": "latex", "man": "man"},
    **{"muse": "muse", "odt": "odt", "opml": "opml", "org": "org", "pptx": "pptx", "rst": "rst", "rtf": "rtf"},
    **{"tex": "latex", "textile": "textile", "typ": "typst", "wiki": "reader/mediawiki.lua", "xhtml": "html"},
}
BINARY = {"docx", "epub", "odt", "pptx"}
# What workflow/wikitext/convert.lua writes, without what does not belong in a text.
FORMAT = "markdown-smart-simple_tables-multiline_tables-raw_html-raw_attribute-raw_tex"
PLAIN = Path(__file__).with_name("plain.lua")


def suffix(path: Path) -> str:
    """The suffix that determines the format: lower case, no dot."""
    return path.suffix[1:].lower()


def read_document(path: Path, bounds: Convert) -> str:
    """The clean text of a document with a known suffix.

    Args:
        path: a regular file.
        bounds: pandoc's `timeout` in seconds and `memory` in MiB; they do not apply to texts that pandoc need not read.

    Raises:
        UnreadableError: the file cannot be opened, is not UTF-8, exceeds the limits, or contains no text.
    """
    reader = READERS[suffix(path)]
    try:
        if reader and path.stat().st_size > bounds.memory << 20:
            raise UnreadableError(f"it is larger than convert.memory ({bounds.memory} MiB)")
        data = path.read_bytes()
        if reader not in BINARY:
            data = data.decode("utf-8-sig").encode()
    except OSError as error:
        raise UnreadableError(str(error.strerror)) from None
    except UnicodeDecodeError as error:
        raise UnreadableError(f"byte {error.start} is not UTF-8") from None
    text = clean_text(_pandoc(data, reader, bounds) if reader else data.decode())
    if not text:
        raise UnreadableError("it contains no text")
    return text


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
