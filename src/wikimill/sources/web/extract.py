"""The main text of a web page, by trafilatura, in a process of its own.

A page can be made on which libxml2 or trafilatura is busy for hours: two megabytes of attributes are enough.
"""

from __future__ import annotations

import re
import sys

from wikimill.config.model import Convert
from wikimill.sources.bounded_process import UnreadableError, run_bounded
from wikimill.sources.pinned_text import clean_text
from wikimill.sources.web.response_cache import Answer

CHARSET = re.compile(rb"""(?i)charset\s*=\s*["']?\s*([a-z0-9_-]+)""")
HEAD = 1024  # bytes in which HTML declares its charset
# Python's codecs that are charsets of texts; others, such as punycode, are a trap.
KNOWN = re.compile(r"(?i)utf-?(8|16|16-?[bl]e)|(iso|windows|cp|koi8|euc|big5|gb|shift|mac|tis|us-ascii|latin)[\w-]*")


def text_of(answer: Answer, bounds: Convert) -> str:
    """The clean markdown of a page, without navigation, comments, tables, links and images.

    Raises:
        UnreadableError: it has no main text, or takes more than `bounds`.
    """
    command = [sys.executable, "-P", "-m", __name__, answer.type]  # -P: no module of the working directory
    text = clean_text(run_bounded(command, answer.body, bounds).decode())
    if not text:
        raise UnreadableError("it has no main text")
    return text


def extract(content_type: str, body: bytes) -> str:
    """What `text_of` does, unbounded."""
    text = _decoded(body, content_type)
    if content_type.lower().startswith("text/plain") or content_type.lower().startswith("text/markdown"):
        return text
    import trafilatura

    found = trafilatura.extract(
        text,  # decoded: of bytes it would unpack an archive, bomb or not
        output_format="markdown",
        favor_precision=True,  # a corpus suffers more from a menu in every text than from a lost paragraph
        include_comments=False,
        include_tables=False,
        include_links=False,
        include_images=False,
        deduplicate=False,  # it would make a text depend on the pages before it
    )
    return found or ""


def _decoded(body: bytes, content_type: str) -> str:
    """The text, by byte order mark, header, `<meta>`, and else by its bytes, as browsers do."""
    import charset_normalizer

    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    if body.startswith(b"\xef\xbb\xbf"):
        return body.decode("utf-8-sig", "replace")
    for declared in (content_type.encode("ascii", "ignore"), body[:HEAD]):
        if (match := CHARSET.search(declared)) and KNOWN.fullmatch(name := match[1].decode()):
            # Pages that declare Latin-1 mean Microsoft's extension of it (https://encoding.spec.whatwg.org).
            name = "cp1252" if name.lower() in ("iso-8859-1", "latin1", "latin-1", "us-ascii") else name
            try:
                return body.decode(name, "replace")
            except LookupError:
                continue
    try:
        return body.decode()
    except UnicodeDecodeError:
        best = charset_normalizer.from_bytes(body).best()
        return str(best) if best else body.decode("utf-8", "replace")


if __name__ == "__main__":
    sys.stdout.buffer.write(extract(sys.argv[1], sys.stdin.buffer.read()).encode("utf-8", "replace"))
