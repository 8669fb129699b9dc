"""The pages of a snapshot in HTML: a JSON object on each line, in files of a tar archive or by themselves.

https://enterprise.wikimedia.com/docs/snapshot/ and https://enterprise.wikimedia.com/docs/data-dictionary/
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from wikimill.sources.base import Pin
from wikimill.sources.dump.decompress import open_file
from wikimill.sources.dump.errors import DumpError
from wikimill.sources.dump.page import TIMESTAMP, BadPage
from wikimill.titles import ILLEGAL, normalize_title

SUFFIXES = (".ndjson", ".jsonl", ".json")  # of files in an archive
MAX_LINE = 128 << 20  # bytes; the longest of English Wikipedia has 15 MB
TAR = b"ustar", 257  # what an archive has, and where
SECOND = re.compile(r"\.[0-9]+Z$")
MAX_ID = 1 << 62
MAX_NAMESPACE = 1 << 16  # MediaWiki has them from 0 to a few thousands


@dataclass(frozen=True)
class SnapshotPage:
    """A page of a snapshot."""

    pin: Pin  # with the SHA-1 and the size of the HTML
    html: str
    categories: tuple[str, ...]  # titles without the namespace
    redirects: tuple[str, ...]  # titles of pages that lead to this one
    language: str
    url: str
    licence: str  # name and URL


def read_pages(path: Path) -> Iterator[SnapshotPage | BadPage]:
    """The pages, in the file's order.

    Raises:
        DumpError: no snapshot, or a damaged one.
    """
    number = 0
    for number, line in enumerate(_lines(path), start=1):
        try:
            item = json.loads(line)
            name = str(item["name"])
        except (ValueError, LookupError, TypeError, RecursionError):
            raise DumpError(f"is not a snapshot in HTML (line {number} is no JSON of a page)") from None
        try:
            yield _page(item, name)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            valid = name.encode("utf-8", "replace").decode()
            yield BadPage(valid, f"cannot be read ({type(error).__name__}: {' '.join(str(error).split())[:80]})")
    if not number:
        raise DumpError(f"is empty, or has no file that ends in {', '.join(SUFFIXES)}")


def _page(item: Mapping[str, Any], name: str) -> SnapshotPage:
    title = normalize_title(name, first_letter=False)
    if ILLEGAL.search(title):
        raise ValueError("illegal title")
    html, pageid, revid = item["article_body"]["html"], item["identifier"], item["version"]["identifier"]
    if not isinstance(html, str) or not html:
        raise ValueError("no HTML")
    if not all(isinstance(number, int) and 0 < number < MAX_ID for number in (pageid, revid)):
        raise ValueError("no valid number")
    ns = int(item.get("namespace", {}).get("identifier", 0))
    if not 0 <= ns < MAX_NAMESPACE:
        raise ValueError("no valid namespace")
    stamp = SECOND.sub("Z", str(item["date_modified"]))
    if not TIMESTAMP.fullmatch(stamp):
        raise ValueError("no valid time")
    data = html.encode("utf-8", "replace")
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    licences = item.get("license") or [{}]
    return SnapshotPage(
        Pin(pageid, ns, title, revid, stamp, digest, len(data)),
        data.decode(),
        _legal(_bare(each["name"]) for each in item.get("categories") or ()),
        _legal(normalize_title(str(each["name"]), first_letter=False) for each in item.get("redirects") or ()),
        str(item.get("in_language", {}).get("identifier", "en")),
        str(item.get("url", "")),
        " ".join(f"{licences[0].get('name', '')} {licences[0].get('url', '')}".split()),
    )


def _legal(titles: Iterable[str]) -> tuple[str, ...]:
    return tuple(title for title in titles if not ILLEGAL.search(title))


def _bare(category: str) -> str:
    """A category without its namespace, which the snapshot has in the wiki's language."""
    return normalize_title(str(category).partition(":")[2], first_letter=False)


def _lines(path: Path) -> Iterator[bytes]:
    with open_file(path) as opened:
        file = io.BufferedReader(opened, 1 << 16)  # type: ignore[type-var]
        mark, start = TAR
        if file.peek(start + len(mark))[start : start + len(mark)] != mark:
            yield from _bounded(file)
            return
        try:
            with tarfile.open(fileobj=file, mode="r|") as archive:
                for member in archive:
                    part = archive.extractfile(member) if member.isfile() and member.name.endswith(SUFFIXES) else None
                    if part:
                        yield from _bounded(part)
        except tarfile.TarError as error:
            raise DumpError(f"is truncated or damaged ({error})") from None


def _bounded(file: IO[bytes] | io.BufferedReader) -> Iterator[bytes]:
    while line := file.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            raise DumpError(f"has a line of more than {MAX_LINE >> 20} MB")
        if line.strip():
            yield line
