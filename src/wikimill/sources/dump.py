"""A MediaWiki XML export as a source."""

from __future__ import annotations

import hashlib
import html
import lzma
import re
import sys
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import mwxml
import mwxml.errors
import smart_open

from wikimill.errors import WikimillError
from wikimill.sources.base import Members, Pin, Revision
from wikimill.titles import check, normalize
from wikimill.wiki import Site

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdError
else:
    from backports.zstd import ZstdError

SUFFIXES = (".xml", ".gz", ".bz2", ".xz", ".zst")
# Where a link is no link: comments and what is shown as typed.
VERBATIM = re.compile(r"<!--.*?-->|<(nowiki|pre|math|syntaxhighlight|source)\b[^>]*>.*?</\1\s*>", re.S | re.I)
LINK = re.compile(r"\[\[([^\[\]|\n]+)(?:\|[^\[\]]*)?\]\]")
MOST_HOPS = 8  # redirects of redirects that are followed


@dataclass(frozen=True)
class _Entry:
    """What the index keeps of a page."""

    pin: Pin
    redirect: str | None
    categories: tuple[str, ...]


class DumpSource:
    """An export, plain or compressed. The newest revision of each page counts.

    The first question reads the whole dump once and keeps titles and categories, no text.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.name.endswith(SUFFIXES):
            raise WikimillError(f"{path}: a dump ends with one of {', '.join(SUFFIXES)}; rename or convert it")
        if not path.is_file():
            raise WikimillError(f"{path}: there is no such dump; check `dump:` (relative to the project folder)")

    def site(self) -> Site:
        """See `Source.site`."""
        return self._index[0]

    def members(self, category: str, namespaces: Collection[int], subcategories: bool) -> Members | None:
        """See `Source.members`. As in the API, redirect pages stand for their targets."""
        entries = [self._follow(self._entries[title]) for title in self._members.get(category, ())]
        found = {entry.pin.title: entry.pin for entry in entries if entry is not None}
        if not found and f"{self._category}:{category}" not in self._entries:
            return None
        below = sorted(title.split(":", 1)[1] for title, pin in found.items() if pin.ns == 14)
        pages = [pin for _, pin in sorted(found.items()) if pin.ns in namespaces]
        return Members(pages, below if subcategories else [])

    def lookup(self, titles: Collection[str]) -> Iterable[Pin]:
        """See `Source.lookup`."""
        for title in titles:
            name = normalize(title, self.site().first_letter)
            entry = self._follow(self._entries[name]) if name in self._entries else None
            yield entry.pin if entry else Pin.missing(name)

    def everything(self, namespaces: Collection[int]) -> Iterable[Pin]:
        """See `Source.everything`."""
        for entry in self._entries.values():
            if entry.redirect is None and entry.pin.ns in namespaces:
                yield entry.pin

    def revisions(self, pins: Collection[Pin]) -> Iterator[Revision | Pin]:
        """See `Source.revisions`. Reads the dump once, whatever is asked."""
        wanted = {pin.revid: pin for pin in pins}
        for page in self._read()[1]:
            if pin := wanted.pop(page.pin.revid, None):
                yield Revision(pin.revid, pin.title, pin.timestamp, page.pin.sha1, page.text)
            if not wanted:
                return
        yield from wanted.values()

    @cached_property
    def _index(self) -> tuple[Site, dict[str, _Entry], dict[str, list[str]]]:
        """Site, entries by title, and titles by category."""
        site, pages = self._read()
        names = {name.casefold() for name in site.names(14)}
        entries: dict[str, _Entry] = {}
        members: dict[str, list[str]] = {}
        for page in pages:
            title = page.pin.title
            if title in entries:
                raise WikimillError(f"{self.path}: page {title!r} stands twice; make the export again")
            redirect = normalize(page.redirect, site.first_letter) if page.redirect else None
            categories = tuple(sorted(_categories(page.text, names, site.first_letter)))
            entries[title] = _Entry(page.pin, redirect, categories)
            for category in categories:
                members.setdefault(category, []).append(title)
        return site, entries, members

    @property
    def _entries(self) -> dict[str, _Entry]:
        return self._index[1]

    @property
    def _members(self) -> dict[str, list[str]]:
        return self._index[2]

    @property
    def _category(self) -> str:
        return self.site().names(14)[0]

    def _follow(self, entry: _Entry) -> _Entry | None:
        for _ in range(MOST_HOPS):
            if entry.redirect is None:
                return entry
            if entry.redirect not in self._entries:
                return None
            entry = self._entries[entry.redirect]
        return None

    def _read(self) -> tuple[Site, Iterator[_Page]]:
        """The site, and a stream of the pages; every fault of the file is one error."""
        stream = self._pages()
        site = next(stream)
        assert isinstance(site, Site)
        return site, stream  # type: ignore[return-value]

    def _pages(self) -> Iterator[Site | _Page]:
        try:
            with smart_open.open(str(self.path), "rb") as raw:
                dump = mwxml.Dump.from_file(raw)
                yield _site(dump)
                for page in dump:
                    if isinstance(page, mwxml.Page):
                        yield from self._page(page, dump)
        except (ParseError, mwxml.errors.MalformedXML, AssertionError) as error:
            raise self._broken(f"is no well-formed MediaWiki export ({error or 'no <mediawiki>'})") from None
        except (EOFError, OSError, zlib.error, lzma.LZMAError, ZstdError) as error:
            raise self._broken(f"is cut off or damaged ({error})") from None
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise self._broken(f"holds something no export holds ({error})") from None

    def _page(self, page: Any, dump: Any) -> Iterator[_Page]:
        newest = max(page, key=lambda revision: (revision.timestamp, revision.id), default=None)
        if newest is None:
            return
        prefix = next((space.name for space in dump.site_info.namespaces if space.id == page.namespace), "")
        title = page.title if not prefix or page.title.startswith(f"{prefix}:") else f"{prefix}:{page.title}"
        check(title, str(self.path))
        text = newest.text or ""
        data = text.encode("utf-8", "surrogatepass")
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        stamp = newest.timestamp.strftime("%Y-%m-%dT%H:%M:%SZ")
        yield _Page(Pin(page.id, page.namespace, title, newest.id, stamp, digest, len(data)), page.redirect, text)

    def _broken(self, problem: str) -> WikimillError:
        return WikimillError(f"{self.path}: the dump {problem}; fetch or make it again")


@dataclass(frozen=True)
class _Page:
    pin: Pin
    redirect: str | None
    text: str


def _site(dump: Any) -> Site:
    info = dump.site_info
    names = {space.id: [space.name or ""] for space in info.namespaces}
    # Exports carry no language code; databases are named after it (enwiki, dewiktionary).
    match = re.match(r"([a-z]{2,3})wik", info.dbname or "")
    return Site.of(match[1] if match else "en", info.case or "first-letter", names)


def _categories(text: str, names: Collection[str], first_letter: bool) -> set[str]:
    """The categories that a page's wikitext puts it in."""
    found = set()
    for target in LINK.findall(VERBATIM.sub("", text)):
        prefix, colon, name = html.unescape(target).partition(":")
        if colon and normalize(prefix).casefold() in names:
            title = normalize(name, first_letter)
            if title:
                found.add(title)
    return found
