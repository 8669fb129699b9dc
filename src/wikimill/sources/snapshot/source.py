"""A snapshot of a wiki in HTML as a source."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from wikimill.address import host_of
from wikimill.database import sqlite_errors
from wikimill.errors import WikimillError
from wikimill.site.bounds import check_site
from wikimill.site.core import core_site
from wikimill.site.language import wiki_language
from wikimill.site.model import Site
from wikimill.sources.base import Pin, Revision
from wikimill.sources.dump import index
from wikimill.sources.dump.errors import DumpError, dump_errors
from wikimill.sources.dump.index import Entry, Index, row_number
from wikimill.sources.dump.indexed import IndexedSource
from wikimill.sources.dump.matching import match_pages
from wikimill.sources.dump.page import BadPage, Page
from wikimill.sources.dump.parts import find_files
from wikimill.sources.dump.same_wiki import check_wiki
from wikimill.sources.dump.sqlite_cache import ensure_database
from wikimill.sources.snapshot.reader import SnapshotPage, read_pages
from wikimill.titles import normalize_title
from wikimill.wiki import Wiki


class SnapshotSource(IndexedSource):
    """A snapshot of one file or several: `Revision.text` is the HTML of a page, `Pin.sha1` that of the HTML.

    The first call of a method reads it once and writes an index below `cache`.

    Args:
        names: paths or patterns of the files.
        cache: the project's cache folder.
        wiki: the wiki that it is to be of.

    Raises:
        WikimillError: no such file; from every method: a damaged or hostile file, or one of another wiki.
    """

    def __init__(self, names: Sequence[str], cache: Path, wiki: Wiki) -> None:
        self._paths = find_files(names, "html")
        for path in self._paths:
            if not path.is_file():
                raise WikimillError(f"{path}: there is no such file; check `html:` (relative to the project folder)")
        self._folder = cache / "dumps"
        self._wiki = wiki

    @property
    def name(self) -> str:
        """The snapshot, for errors."""
        more = len(self._paths) - 1
        return f"{self._paths[0]}{f' and {more} more' if more else ''}"

    def site(self) -> Site:
        """See `WikiSource.site`: MediaWiki's own defaults in the wiki's language; the licence is the snapshot's."""
        return self._site

    @cached_property
    def _site(self) -> Site:
        path = self._paths[0]
        with dump_errors(path):
            page = next((page for page in read_pages(path) if isinstance(page, SnapshotPage)), None)
            if page is None:
                raise DumpError("has no page that can be read")
        host = host_of(page.url)
        check_wiki(host, self._wiki, self.name)
        with dump_errors(path):
            try:
                return check_site(
                    replace(core_site(wiki_language(page.language, host), host=host), licence=page.licence)
                )
            except ValueError as error:
                raise DumpError(f"says of its wiki what no wiki says: {error}") from None

    def messages(self, keys: Collection[str]) -> Mapping[str, str | None]:
        """See `WikiSource.messages`: MediaWiki's own."""
        return {key: self._site.messages.get(key) for key in keys}

    def current_pages(self, titles: Iterable[str]) -> Iterator[tuple[str, Revision | None]]:
        """See `WikiSource.current_pages`: none, since nothing is left to be expanded."""
        return ((title, None) for title in titles)

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `WikiSource.revisions`. A text that is not the pinned one is an error."""
        with sqlite_errors(self._paths[0]):
            yield from match_pages(pins, self._pages(), self.name, "snapshot")

    def _pages(self) -> Iterator[Page]:
        for path in self._paths:
            with dump_errors(path):
                for page in read_pages(path):
                    if isinstance(page, SnapshotPage):
                        yield Page(page.pin, None, page.html, is_intact=True, problem=page.problem)

    @cached_property
    def _index(self) -> Index:
        path = ensure_database(self._folder, self._paths, index.SCHEMA, self._fill, "html")
        found = Index(path, None)
        found.warn(self.name)
        return found

    def _fill(self, database: sqlite3.Connection) -> None:
        index.fill(database, self._site, self._entries(), self.name)

    def _entries(self) -> Iterator[Entry | BadPage]:
        for number, path in enumerate(self._paths):
            with dump_errors(path):
                for page in read_pages(path):
                    if isinstance(page, BadPage):
                        yield page
                    else:
                        yield from _rows(page, self._site, number)


def _rows(page: SnapshotPage, site: Site, part: int) -> Iterator[Entry]:
    """What the index stores of a page, and of those that lead to it, which have no numbers: theirs are below 0."""
    pin = page.pin
    row = (pin.pageid, pin.ns, pin.title, pin.revid, pin.timestamp, bytes.fromhex(pin.sha1), pin.bytes)
    categories = [normalize_title(name, site.first_letter) for name in page.categories]
    yield Entry(
        (*row, None, None, part, None, None, pin.wikidata_id),
        sorted(filter(None, set(categories))),
        problem=page.problem,
    )
    for title in page.redirects:
        number = row_number(title)
        ns = site.namespace(title.partition(":")[0]) if ":" in title else None
        yield Entry((number, ns or 0, title, number, "", b"", 0, pin.title, None, part, None, None, ""))
