"""The pages of a snapshot in HTML: a JSON object on each line, in files of a tar archive or by themselves.

https://enterprise.wikimedia.com/docs/snapshot/ and https://enterprise.wikimedia.com/docs/data-dictionary/
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from wikimill.json_text import JsonLimitError, parse_json
from wikimill.sources.base import BAD_TITLE, LOST, Pin
from wikimill.sources.dump.decompress import open_file
from wikimill.sources.dump.errors import DumpError
from wikimill.sources.dump.page import LONGEST_TITLE, BadPage
from wikimill.sources.revision_fields import ITEM, MAX_ID, MAX_NAMESPACE, is_timestamp
from wikimill.streams import EndlessLineError, read_line
from wikimill.titles import is_illegal, normalize_title

SUFFIXES = (".ndjson", ".jsonl", ".json")  # of files in an archive
MAX_LINE = 128 << 20  # bytes; the longest of English Wikipedia has 15 MB
TAR = b"ustar", 257  # what an archive has, and where
SECOND = re.compile(r"\.[0-9]+Z$")


@dataclass(frozen=True)
class SnapshotPage:
    """A page of a snapshot."""

    pin: Pin  # with the SHA-1 and the size of the HTML, if it has any
    html: str
    categories: tuple[str, ...]  # titles without the namespace
    redirects: tuple[str, ...]  # titles of pages that lead to this one
    language: str
    url: str
    licence: str  # name and URL
    problem: str = ""  # why it has no HTML


def read_pages(path: Path) -> Iterator[SnapshotPage | BadPage]:
    """The pages, in the file's order.

    Raises:
        DumpError: no snapshot, or a damaged one.
    """
    number = 0
    for number, line in enumerate(_lines(path), start=1):
        try:
            if line is None:
                raise JsonLimitError(f"has more than {MAX_LINE >> 20} MiB")
            item = parse_json(line)
            name = str(item["name"])
        except (ValueError, LookupError, TypeError) as error:
            if number == 1:
                raise DumpError("is not a snapshot in HTML (line 1 is no JSON of a page)") from None
            if line and not line.endswith(b"\n"):
                raise DumpError(f"is truncated (line {number} has no end)") from None
            problem = str(error) if isinstance(error, JsonLimitError) else "is no JSON of a page"
            yield BadPage(Pin.unread(f"{path.name} line {number}"), f"line {number}", problem)
            continue
        try:
            yield _page(item, name)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            problem = f"cannot be read ({type(error).__name__}: {' '.join(str(error).split())[:80]})"
            yield BadPage(_bad_pin(item, name), name[:LONGEST_TITLE], problem)
    if not number:
        raise DumpError(f"is empty, or has no file that ends in {', '.join(SUFFIXES)}")


def _page(item: Mapping[str, Any], name: str) -> SnapshotPage:
    title = normalize_title(name, first_letter=False)
    if is_illegal(title):
        raise ValueError(BAD_TITLE)
    html, pageid, revid = item["article_body"]["html"], item["identifier"], item["version"]["identifier"]
    if not isinstance(html, str):
        raise ValueError(LOST)
    if not all(isinstance(number, int) and 0 < number < MAX_ID for number in (pageid, revid)):
        raise ValueError("no valid number")
    ns = _namespace(item)
    stamp = SECOND.sub("Z", str(item["date_modified"]))
    if not is_timestamp(stamp):
        raise ValueError("no valid time")
    data = html.encode()
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    licences = item.get("license") or [{}]
    return SnapshotPage(
        Pin(pageid, ns, title, revid, stamp, digest if html else "", len(data) or -1, wikidata_id=_wikidata_id(item)),
        html,
        _legal(_bare(each["name"]) for each in item.get("categories") or ()),
        _legal(normalize_title(str(each["name"]), first_letter=False) for each in item.get("redirects") or ()),
        str(item.get("in_language", {}).get("identifier", "en")),
        str(item.get("url", "")),
        " ".join(f"{licences[0].get('name', '')} {licences[0].get('url', '')}".split()),
        "" if html else LOST,
    )


def _bad_pin(item: Mapping[str, Any], name: str) -> Pin:
    """The row of a page that cannot be read."""
    number, ns = item.get("identifier"), 0
    pageid = number if isinstance(number, int) and 0 < number < MAX_ID else 0
    with contextlib.suppress(ValueError, LookupError, TypeError, AttributeError):
        ns = _namespace(item)
    return Pin.unreadable(pageid, ns, name) if pageid or is_illegal(name) else Pin.unread(name, ns)


def _wikidata_id(item: Mapping[str, Any]) -> str:
    """The item of Wikidata that the page is about; empty where there is none."""
    entity = item.get("main_entity")
    number = entity.get("identifier") if isinstance(entity, Mapping) else None
    return number if isinstance(number, str) and ITEM.fullmatch(number) else ""


def _namespace(item: Mapping[str, Any]) -> int:
    ns = int(item.get("namespace", {}).get("identifier", 0))
    if not 0 <= ns < MAX_NAMESPACE:
        raise ValueError("no valid namespace")
    return ns


def _legal(titles: Iterable[str]) -> tuple[str, ...]:
    return tuple(title for title in titles if not is_illegal(title))


def _bare(category: str) -> str:
    """A category without its namespace, which the snapshot has in the wiki's language."""
    return normalize_title(str(category).partition(":")[2], first_letter=False)


def _lines(path: Path) -> Iterator[bytes | None]:
    """The lines that are not empty; None for one that is too long."""
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


def _bounded(file: IO[bytes]) -> Iterator[bytes | None]:
    try:
        while (line := read_line(file, MAX_LINE)) != b"":
            if line is None or line.strip():
                yield line
    except EndlessLineError as error:
        raise DumpError(f"has a line of {error}") from None
