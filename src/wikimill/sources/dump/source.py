"""A MediaWiki XML export as a source."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import astuple
from functools import cached_property, partial
from pathlib import Path

from wikimill.database import sqlite_errors
from wikimill.errors import WikimillError
from wikimill.parallel import map_in_order
from wikimill.site.model import Site
from wikimill.sources.base import Members, Pin, Revision, WikiSource
from wikimill.sources.dump import categorylinks, decompress, index, multistream
from wikimill.sources.dump.categorylinks import find_tables
from wikimill.sources.dump.index import Entry, Index
from wikimill.sources.dump.multistream import Stream
from wikimill.sources.dump.page import Page
from wikimill.sources.dump.reader import ExportReader
from wikimill.sources.dump.sqlite_cache import ensure_database, read_only_uri
from wikimill.sources.dump.template_texts import NAMESPACES, read_template_texts
from wikimill.titles import normalize_title

TITLES = 5000
MESSAGES = 8  # the namespace of messages of the interface
PINS = """
CREATE TABLE pin (
    pageid INTEGER, ns INTEGER, title TEXT, revid INTEGER PRIMARY KEY, timestamp TEXT, sha1 TEXT, bytes INTEGER,
    category TEXT
)
"""


class DumpSource(WikiSource):
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

    @property
    def titles_per_request(self) -> int:
        """See `WikiSource.titles_per_request`. Many, for each may be another pass through the dump."""
        return TITLES

    def category_members(self, category: str, namespaces: Collection[int], subcategories: bool) -> Members | None:
        """See `WikiSource.category_members`. As in the API, redirects are resolved."""
        found = self._index.category(category)
        if not found and not self._index.exists(f"{self._index.site.namespace_names(14)[0]}:{category}"):
            return None
        below = [pin.title.partition(":")[2] for pin in found if pin.ns == 14]
        return Members([pin for pin in found if pin.ns in namespaces], below if subcategories else [])

    @cached_property
    def _site(self) -> Site:
        with decompress.dump_errors(self.path):
            return ExportReader(decompress.read_chunks(self.path), str(self.path)).header().site()

    def site(self) -> Site:
        """See `WikiSource.site`: what the export says, and MediaWiki's own defaults in the wiki's language."""
        return self._site

    def messages(self, keys: Collection[str]) -> Mapping[str, str | None]:
        """See `WikiSource.messages`: MediaWiki's own texts, but for those that the dump has as pages."""
        prefix = self._index.site.namespace_names(MESSAGES)[0] or "MediaWiki"
        titles = {f"{prefix}:{normalize_title(key)}": key for key in keys}
        found = {titles[title]: page.text for title, page in self.current_pages(titles) if page}
        return {key: found.get(key, self.site().messages.get(key)) for key in keys}

    def current_pins(self, titles: Iterable[str]) -> Iterator[tuple[str, Pin | None]]:
        """See `WikiSource.current_pins`."""
        return ((title, self._index.current(title)) for title in titles)

    def current_pages(self, titles: Iterable[str]) -> Iterator[tuple[str, Revision | None]]:
        """See `WikiSource.current_pages`. Those that are found come last."""
        found: dict[int, list[str]] = {}
        pins: list[Pin] = []
        for title, pin in self.current_pins(titles):
            if pin is None:
                yield title, None
            else:
                found.setdefault(pin.revid, []).append(title)
                pins.append(pin)
        for revision in self._current_texts(pins):
            for title in found.pop(revision.revid, ()):
                yield title, revision
        if found:
            raise WikimillError(f"{self.path}: its index has pages that it lacks itself; delete {self._folder}")

    def _current_texts(self, pins: list[Pin]) -> Iterator[Revision]:
        rest = pins
        if self._streams is None:
            yield from read_template_texts(self.path, self._folder, (pin for pin in pins if pin.ns in NAMESPACES))
            rest = [pin for pin in pins if pin.ns not in NAMESPACES]
        yield from (each for each in self.revisions(rest) if isinstance(each, Revision))

    def lookup(self, titles: Collection[str]) -> Iterable[Pin]:
        for title in titles:
            name = normalize_title(title, self._index.site.first_letter)
            yield self._index.page(name) or Pin.missing(name)

    def all_pages(self, namespaces: Collection[int]) -> Iterable[Pin]:
        """See `WikiSource.all_pages`. Sorted by title."""
        return self._index.all_pages(namespaces)

    def find_by_id(self, pageids: Collection[int]) -> dict[int, Pin]:
        """See `WikiSource.find_by_id`."""
        return {pin.pageid: pin for pageid in pageids if (pin := self._index.page_by_id(pageid))}

    def close(self) -> None:
        if "_index" in self.__dict__:
            self._index.close()

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `WikiSource.revisions`. A text that is not the pinned one is an error."""
        if self._streams is None:
            return _read_whole_dump(self.path, pins)
        return _read_streams(self.path, self._index.site, self._index.path, pins, self._processes)

    @cached_property
    def _index(self) -> Index:
        sources = [self.path, *([self._streams] if self._streams else [])]
        path = ensure_database(self._folder, sources, index.SCHEMA, self._fill)
        members = None
        if self._tables:
            fill = partial(categorylinks.fill, sources=self._tables)
            members = ensure_database(self._folder, self._tables, categorylinks.SCHEMA, fill)
        return Index(path, members)

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


def _entries(dump: Path, site: Site, stream: Stream) -> list[Entry]:
    return [Entry.from_page(page, site, stream) for page in multistream.read_pages(dump, site, stream)]


def _read_whole_dump(dump: Path, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
    """The pinned revisions, in the dump's order, in one pass that ends with the last of them; then the missing ones."""
    with _pin_table(pins) as database, sqlite_errors(dump), decompress.dump_errors(dump):
        (left,) = database.execute("SELECT count(*) FROM pin").fetchone()
        for page in ExportReader(decompress.read_chunks(dump), str(dump)).pages() if left else ():
            row = database.execute("SELECT * FROM pin WHERE revid = ?", (page.pin.revid,)).fetchone()
            if row:
                database.execute("DELETE FROM pin WHERE revid = ?", (page.pin.revid,))
                yield _verify(dump, Pin(*row), page)
                left -= 1
                if not left:
                    return
        yield from itertools.starmap(Pin, database.execute("SELECT * FROM pin ORDER BY title"))


def _read_streams(dump: Path, site: Site, index: Path, pins: Iterable[Pin], processes: int) -> Iterator[Revision | Pin]:
    """The missing revisions, then the others, in the dump's order, from the streams that contain them."""
    with _pin_table(pins) as database, sqlite_errors(index):
        database.execute("ATTACH ? AS dump", (read_only_uri(index),))
        missing = database.execute(
            "SELECT * FROM pin WHERE NOT EXISTS (SELECT 1 FROM dump.page WHERE page.revid = pin.revid) ORDER BY title"
        )
        yield from itertools.starmap(Pin, missing)
        rows = database.execute(
            "SELECT page.start, page.end, pin.* FROM pin JOIN dump.page USING (revid) ORDER BY page.start"
        )
        groups = itertools.groupby(rows, key=lambda row: Stream(*row[:2]))
        tasks = ((stream, [Pin(*row[2:]) for row in group]) for stream, group in groups)
        for found in map_in_order(partial(_read_stream, dump, site), tasks, processes, str(dump)):
            yield from found


def _read_stream(dump: Path, site: Site, task: tuple[Stream, list[Pin]]) -> list[Revision]:
    """The revisions of a stream's pins."""
    stream, pins = task
    wanted = {pin.revid: pin for pin in pins}
    pages = multistream.read_pages(dump, site, stream)
    return [_verify(dump, wanted[page.pin.revid], page) for page in pages if page.pin.revid in wanted]


def _verify(dump: Path, pin: Pin, page: Page) -> Revision:
    same_text = pin.sha1 in ("", page.pin.sha1)
    if not same_text or (pin.sha1 and pin.bytes not in (-1, page.pin.bytes)):
        raise WikimillError(
            f"{dump}: page {pin.title!r} at revision {pin.revid} no longer has the text that was pinned; restore the "
            "dump, or update the pins with `snakemake refresh`"
        )
    return Revision(pin.revid, pin.title, pin.timestamp, page.pin.sha1, page.text)


@contextlib.contextmanager
def _pin_table(pins: Iterable[Pin]) -> Iterator[sqlite3.Connection]:
    """The pins as a table, which SQLite moves to a temporary file when it is large."""
    with contextlib.closing(sqlite3.connect("", uri=True)) as database:
        database.execute(PINS)
        database.executemany("INSERT OR IGNORE INTO pin VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, pins))
        yield database
