"""A MediaWiki XML export as a source."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, partial
from pathlib import Path

from wikimill.parallel import map_in_order
from wikimill.sources.base import CategoryMembers, Pin, Revision
from wikimill.sources.dump import decompress, index, multistream, revisions
from wikimill.sources.dump.categorylinks import ensure_member_table, find_tables
from wikimill.sources.dump.index import Entry, Index
from wikimill.sources.dump.multistream import Stream
from wikimill.sources.dump.page import Page
from wikimill.sources.dump.reader import ExportReader
from wikimill.sources.dump.sqlite_cache import ensure_database
from wikimill.titles import normalize_title
from wikimill.wiki import Site


class DumpSource:
    """An export, plain or compressed. Only the newest revision of each page is used.

    The first call of a method reads the whole dump once and writes an index below `cache`.

    Args:
        path: the dump. A multistream dump with its index in the same folder is read by several processes, and only in
            part if few pages are wanted.
        cache: the project's cache folder.
        processes: number of processes that read.
        categorylinks: the dump of a table from which the categories are taken instead of from the wikitext.

    Raises:
        WikimillError: no such file, or the wrong suffix; from every method: a damaged or hostile dump.
    """

    def __init__(self, path: Path, cache: Path, processes: int = 1, categorylinks: Path | None = None) -> None:
        decompress.check_path(path, "dump", (".xml",))
        self.path = path
        self._folder = cache / "dumps"
        self._processes = processes
        self._streams = multistream.find_index(path)
        self._tables = find_tables(categorylinks) if categorylinks else None

    def site(self) -> Site:
        """See `WikiSource.site`."""
        return self._site

    def category_members(
        self, category: str, namespaces: Collection[int], subcategories: bool
    ) -> CategoryMembers | None:
        """See `WikiSource.category_members`. As in the API, redirects are resolved."""
        found = self._index.category(category)
        if not found and not self._index.exists(f"{self._site.namespace_names(14)[0]}:{category}"):
            return None
        below = [pin.title.partition(":")[2] for pin in found if pin.ns == 14]
        return CategoryMembers([pin for pin in found if pin.ns in namespaces], below if subcategories else [])

    def lookup(self, titles: Collection[str]) -> Iterable[Pin]:
        """See `WikiSource.lookup`."""
        for title in titles:
            name = normalize_title(title, self._site.first_letter)
            yield self._index.page(name) or Pin.missing(name)

    def all_pages(self, namespaces: Collection[int]) -> Iterable[Pin]:
        """See `WikiSource.all_pages`. Sorted by title."""
        return self._index.all_pages(namespaces)

    def find_by_id(self, pageids: Collection[int]) -> dict[int, Pin]:
        """See `WikiSource.find_by_id`."""
        return {pin.pageid: pin for pageid in pageids if (pin := self._index.page_by_id(pageid))}

    def close(self) -> None:
        """See `WikiSource.close`."""
        if "_index" in self.__dict__:
            self._index.close()

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `WikiSource.revisions`. A text that is not the pinned one is an error."""
        if self._streams is None:
            return revisions.read_whole_dump(self.path, self._pages, pins)
        return revisions.read_streams(self.path, self._site, self._index.path, pins, self._processes)

    @cached_property
    def _index(self) -> Index:
        sources = [self.path, *([self._streams] if self._streams else [])]
        path = ensure_database(self._folder, sources, index.SCHEMA, self._fill)
        return Index(path, ensure_member_table(self._folder, self._tables) if self._tables else None)

    @cached_property
    def _site(self) -> Site:
        return self._index.site()

    def _fill(self, database: sqlite3.Connection) -> None:
        if self._streams is None:
            with decompress.dump_errors(self.path):
                reader = ExportReader(decompress.read_chunks(self.path), str(self.path))
                site = reader.site()
                entries = (Entry.from_page(page, site, None) for page in reader.pages())
                index.fill(database, site, entries, self.path)
        else:
            streams = multistream.list_streams(self._streams)
            first = next(streams)
            site = multistream.read_site(self.path, first.start)
            work = partial(_entries, self.path, site)
            read = map_in_order(work, itertools.chain([first], streams), self._processes, str(self.path))
            index.fill(database, site, (entry for entries in read for entry in entries), self.path)

    def _pages(self) -> Iterator[Page]:
        with decompress.dump_errors(self.path):
            yield from ExportReader(decompress.read_chunks(self.path), str(self.path)).pages()


def _entries(dump: Path, site: Site, stream: Stream) -> list[Entry]:
    return [Entry.from_page(page, site, stream) for page in multistream.read_pages(dump, site, stream)]
