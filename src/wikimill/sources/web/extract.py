"""The main text of a web page, by trafilatura, in a process of its own.

Some pages keep libxml2 or trafilatura busy for hours: two megabytes of attributes are enough.
"""

from __future__ import annotations

import re
import sys

from wikimill.config.model import Convert
from wikimill.sources.bounded_process import UnreadableError, run_bounded
from wikimill.sources.pinned_text import clean_text
from wikimill.sources.web.response_cache import CachedResponse

CHARSET = re.compile(rb"""(?i)charset\s*=\s*["']?\s*([a-z0-9_-]+)""")
HEAD = 1024  # bytes in which HTML may declare its charset
# Python's codecs that are charsets; others, such as punycode, are dangerous.
CHARSETS = re.compile(r"(?i)utf-?(8|16|16-?[bl]e)|(iso|windows|cp|koi8|euc|big5|gb|shift|mac|tis|us-ascii|latin)[\w-]*")


def extract_bounded(response: CachedResponse, bounds: Convert) -> str:
    """The clean markdown of a page, without navigation, comments, tables, links and images.

    Raises:
        UnreadableError: it has no main text, or exceeds `bounds`.
    """
    # -P: import no module from the working directory
    command = [sys.executable, "-P", "-m", __name__, response.content_type]
    text = clean_text(run_bounded(command, response.body, bounds).decode())
    if not text:
        raise UnreadableError("it has no main text")
    return text


def extract(content_type: str, body: bytes) -> str:
    """What `extract_bounded` does, without limits."""
    text = _decode(body, content_type)
    if content_type.lower().startswith("text/plain") or content_type.lower().startswith("text/markdown"):
        return text
    import trafilatura

    found = trafilatura.extract(
        text,  # decoded, since it decompresses bytes, bombs included
        output_format="markdown",
        favor_precision=True,  # a menu in every text harms a corpus more than a lost paragraph
        include_comments=False,
        include_tables=False,
        include_links=False,
        include_images=False,
        deduplicate=False,  # or a text would depend on the pages before it
    )
    return found or ""


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
