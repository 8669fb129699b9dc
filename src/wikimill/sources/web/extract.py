"""The main text of a web page, by trafilatura and pandoc, in processes of their own.

Some pages keep libxml2 or trafilatura busy for hours: two megabytes of attributes are enough.
"""

from __future__ import annotations

import re
import sys

from wikimill.config.model import Convert
from wikimill.sources.bounded_process import UnreadableError, run_bounded
from wikimill.sources.documents.reader import html_to_markdown
from wikimill.sources.pinned_text import clean_text
from wikimill.sources.text_encoding import CHARSETS
from wikimill.sources.web.main_html import main_html
from wikimill.sources.web.response_cache import CachedResponse

PLAIN = re.compile("text/(?:plain|markdown)", re.IGNORECASE)
CHARSET = re.compile(rb"""(?i)charset\s*=\s*["']?\s*([a-z0-9_-]+)""")
HEAD = 1024  # bytes in which HTML may declare its charset


def extract_bounded(response: CachedResponse, bounds: Convert) -> str:
    """The clean text of a page, written as a document is, without navigation, comments, tables, links and images.

    Raises:
        UnreadableError: it has no main text, or exceeds `bounds`.
    """
    # -P: import no module from the working directory
    command = [sys.executable, "-P", "-m", __name__, response.content_type]
    text = run_bounded(command, response.body, bounds).decode()
    if text and not PLAIN.match(response.content_type):
        text = html_to_markdown(text, bounds)
    text = clean_text(text)
    if not text:
        raise UnreadableError("it has no main text")
    return text


def extract(content_type: str, body: bytes) -> str:
    """The text of a page that is one, and of others the main part of its HTML; without limits."""
    text = _decode(body, content_type)
    return text if PLAIN.match(content_type) else main_html(text)


def _decode(body: bytes, content_type: str) -> str:
    """Decode by byte order mark, header, `<meta>`, or else by statistics, as browsers do."""
    import charset_normalizer

    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    if body.startswith(b"\xef\xbb\xbf"):
        return body.decode("utf-8-sig", "replace")
    for declared in (content_type.encode("ascii", "ignore"), body[:HEAD]):
        if (match := CHARSET.search(declared)) and CHARSETS.fullmatch(name := match[1].decode()):
            # Pages that declare Latin-1 mean Windows-1252, its extension (https://encoding.spec.whatwg.org).
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
