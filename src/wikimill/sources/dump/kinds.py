"""Files that people take for an export of pages: what they are, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.sources.dump.decompress import MAGIC
from wikimill.sources.dump.errors import DumpError

PAGES = "download …-pages-articles-multistream.xml.bz2"
SEARCH = "is of the search index (CirrusSearch), whose texts have lost their markup", PAGES
TABLE = "is of a table of the database", f"name …-categorylinks.sql.gz as `categorylinks:`; for the pages {PAGES}"
SNAPSHOT = "is a snapshot in HTML", "name it as `html:` instead of `dump:`"
OTHERS = "holds no texts of pages", PAGES
NAMES = [
    (re.compile(r"cirrussearch|cirrus_search"), *SEARCH),
    (re.compile(r"\.sql(\.[a-z0-9]+)?$"), *TABLE),
    (re.compile(r"ENTERPRISE-HTML|\.ndjson|\.json\.tar|[-_.]html?\b.*\.tar"), *SNAPSHOT),
    (re.compile(r"-(stub-|abstract|all-titles|pages-logging|siteinfo-|multistream-index)"), *OTHERS),
    (re.compile(r"\.zim$"), "is an archive of Kiwix", PAGES),
]
HEAD = 512  # bytes
UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0\0<", b"\0\0\xfe\xff")
CONTENTS = [
    (re.compile(rb'\{\s*"(index|create)"\s*:'), *SEARCH),
    (re.compile(rb'\{\s*"'), *SNAPSHOT),
    (re.compile(rb"[^<]{257}ustar", re.S), *SNAPSHOT),
    (re.compile(rb"(--|/\*!)[^\n]*(MySQL|MariaDB)|(INSERT INTO|CREATE TABLE|DROP TABLE)\b"), *TABLE),
    (re.compile(rb"(<\?xml[^>]*>)?\s*(<!DOCTYPE\s+html|<html)\b", re.I), "is a web page", "download it again"),
]


def check_name(path: Path) -> None:
    """Refuse a file whose name says that it is no export of pages.

    Raises:
        WikimillError: with what it is.
    """
    for pattern, what, fix in NAMES:
        if pattern.search(path.name):
            raise WikimillError(f"{path}: the dump {what}; {fix}")


def check_content(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of a file, if it does not begin as another kind of file does.

    Raises:
        DumpError: with what it is.
    """
    stream = iter(chunks)
    head = b""
    for chunk in stream:
        head += chunk
        if len(head) >= HEAD:
            break
    _check_head(head)
    yield head
    yield from stream


def _check_head(head: bytes) -> None:
    if head.startswith(UTF_16):
        raise DumpError("is UTF-16 or UTF-32, and exports are UTF-8", "convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW")
    if head.startswith(tuple(MAGIC)):
        raise DumpError("is compressed twice", "decompress it once")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for pattern, what, fix in CONTENTS:
        if pattern.match(start):
            raise DumpError(what, fix)
