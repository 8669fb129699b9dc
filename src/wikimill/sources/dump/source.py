"""A MediaWiki XML export as a source."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

from wikimill.address import host_of
from wikimill.database import sqlite_errors
from wikimill.errors import WikimillError
from wikimill.parallel import map_in_order
from wikimill.site.model import Site
from wikimill.site.namespaces import MESSAGE
from wikimill.sources.base import Pin, Revision
from wikimill.sources.dump import categorylinks, decompress, index, multistream
from wikimill.sources.dump.categorylinks import find_tables
from wikimill.sources.dump.errors import dump_errors
from wikimill.sources.dump.index import Entry, Index
from wikimill.sources.dump.indexed import IndexedSource, name_of
from wikimill.sources.dump.matching import match_pages
from wikimill.sources.dump.multistream import Stream
from wikimill.sources.dump.page import BadPage, Page
from wikimill.sources.dump.parts import Part, find_dumps
from wikimill.sources.dump.pin_table import pin_table
from wikimill.sources.dump.reader import ExportReader
from wikimill.sources.dump.same_wiki import check_same_wiki, check_wiki
from wikimill.sources.dump.siteinfo import Header
from wikimill.sources.dump.sqlite_cache import ensure_database, read_only_uri
from wikimill.sources.dump.template_texts import NAMESPACES, read_template_texts
from wikimill.titles import normalize_title
from wikimill.wiki import Wiki


class DumpSource(IndexedSource):
    """An export of one file or several, plain or compressed. Only one revision of each page is used.

    The first call of a method reads the whole dump once and writes an index below `cache`.

    Args:
        names: paths or patterns of the files. A multistream dump with its index in the same folder is read by several
            processes, and only in part if few pages are wanted.
        cache: the project's cache folder.
        processes: number of processes that read.
        categorylinks: the dump of a table from which the categories are taken instead of from the wikitext.
        until: the timestamp after which revisions do not count; empty for the newest of each page.
        wiki: the wiki that it is to be of, if that is known.

    Raises:
        WikimillError: no such file, or one that is no export; from every method: a damaged or hostile dump, one of
            another wiki, or parts of several.
    """

    def __init__(
        self,
        names: Sequence[str],
        cache: Path,
        processes: int = 1,
        categorylinks: Path | None = None,
        until: str = "",
        wiki: Wiki | None = None,
    ) -> None:
        self._parts = [Part(path, multistream.find_index(path)) for path in find_dumps(names)]
        self._folder = cache / "dumps"
        self._processes = processes
        self._tables = find_tables(categorylinks) if categorylinks else None
        self._until = until
        self._wiki = wiki

    @property
    def name(self) -> str:
        """The dump, for errors."""
        more = len(self._parts) - 1
        return f"{self._parts[0].path}{f' and {more} more' if more else ''}"

    @cached_property
    def _header(self) -> Header:
        """What the first file says of the wiki."""
        return self._read_header(self._parts[0])

    def _read_header(self, part: Part) -> Header:
        if part.streams:
            return multistream.read_header(part.path, next(multistream.list_streams(part.streams)).start)
        with dump_errors(part.path):
            return ExportReader(decompress.read_chunks(part.path)).header()

    @cached_property
    def _site(self) -> Site:
        return self._header.site()

    def site(self) -> Site:
        """See `WikiSource.site`: what the export says, and MediaWiki's own defaults in the wiki's language."""
        return self._site

    def messages(self, keys: Collection[str]) -> Mapping[str, str | None]:
        """See `WikiSource.messages`: MediaWiki's own texts, but for those that the dump has as pages."""
        prefix = name_of(self._index.site, MESSAGE) or "MediaWiki"
        titles = {f"{prefix}:{normalize_title(key)}": key for key in keys}
        found = {titles[title]: page.text for title, page in self.current_pages(titles) if page}
        return {key: found.get(key, self.site().messages.get(key)) for key in keys}

    def current_pages(self, titles: Iterable[str]) -> Iterator[tuple[str, Revision | None]]:
        """See `WikiSource.current_pages`. Those that are found come last."""
        found: dict[int, list[str]] = {}
        pins: list[Pin] = []
        for title, pin in self.current_pins(titles):
            if pin is None or not pin.sha1:
                yield title, None
            else:
                found.setdefault(pin.revid, []).append(title)
                pins.append(pin)
        for revision in self._current_texts(pins):
            for title in found.pop(revision.revid, ()):
                yield title, revision
        if found:
            raise WikimillError(f"{self.name}: its index has pages that it lacks itself; delete {self._folder}")

    def _current_texts(self, pins: list[Pin]) -> Iterator[Revision]:
        """Of parts that can only be read from their start, templates are kept apart: they are asked for in rounds."""
        rest = {pin.revid: pin for pin in pins}
        plain = [part.path for part in self._parts if not part.streams]
        if plain:
            wanted = [pin for pin in pins if pin.ns in NAMESPACES]
            for revision in read_template_texts(plain, self._folder, wanted, self._until):
                yield revision
                rest.pop(revision.revid, None)
        yield from (each for each in self.revisions(rest.values()) if isinstance(each, Revision))

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `WikiSource.revisions`. A text that is not the pinned one is an error."""
        if len(self._parts) == 1 and not self._parts[0].streams:  # which needs no index
            return _read_whole_file(self._parts[0].path, pins, self._until)
        return self._read_parts(pins)

    def _read_parts(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """The missing revisions, then the others, in the dump's order, from the files and streams that contain them."""
        site, path = self._index.site, self._index.path
        with pin_table(pins) as database, sqlite_errors(path):
            database.execute("ATTACH ? AS dump", (read_only_uri(path),))
            missing = database.execute(
                "SELECT * FROM pin WHERE revid NOT IN (SELECT revid FROM dump.page WHERE revid NOTNULL) ORDER BY title"
            )
            yield from itertools.starmap(Pin, missing)
            rows = database.execute(
                "SELECT part, start, end, pin.* FROM pin JOIN dump.page USING (revid) ORDER BY part, start"
            )
            for number, group in itertools.groupby(rows, key=lambda row: int(row[0])):
                dump, streams = self._parts[number]
                if not streams:
                    yield from _read_whole_file(dump, (Pin(*row[3:]) for row in group), self._until)
                    continue
                streams_of_pins = itertools.groupby(group, key=lambda row: Stream(*row[1:3]))
                tasks = ((stream, [Pin(*row[3:]) for row in each]) for stream, each in streams_of_pins)
                work = partial(_read_stream, dump, site, self._until)
                for found in map_in_order(work, tasks, self._processes, str(dump)):
                    yield from found

    @cached_property
    def _index(self) -> Index:
        files = [path for part in self._parts for path in part if path]
        kind = self._until.replace(":", "")
        path = ensure_database(self._folder, files, index.SCHEMA, self._fill, kind)
        members = None
        if self._tables:
            fill = partial(categorylinks.fill, sources=self._tables)
            members = ensure_database(self._folder, self._tables, categorylinks.SCHEMA, fill)
        found = Index(path, members)
        found.warn(self.name)
        return found

    def _fill(self, database: sqlite3.Connection) -> None:
        index.fill(database, self._site, self._entries(), self.name)

    def _entries(self) -> Iterator[Entry | BadPage]:
        """What the index stores of each page of each part."""
        if self._wiki:
            check_wiki(host_of(self._header.base), self._wiki, self.name)
        for number, part in enumerate(self._parts):
            if number:
                check_same_wiki(self._header, self._parts[0].path, self._read_header(part), part.path)
            if part.streams is None:
                with dump_errors(part.path):
                    reader = ExportReader(decompress.read_chunks(part.path), until=self._until)
                    for page in reader.all_pages():
                        yield page if isinstance(page, BadPage) else Entry.from_page(page, self._site, number)
            else:
                work = partial(_read_entries, part.path, self._site, number, self._until)
                streams = multistream.list_streams(part.streams)
                for entries in map_in_order(work, streams, self._processes, str(part.path)):
                    yield from entries


def _read_entries(dump: Path, site: Site, part: int, until: str, stream: Stream) -> list[Entry | BadPage]:
    pages = multistream.read_pages(dump, site, stream, until)
    return [page if isinstance(page, BadPage) else Entry.from_page(page, site, part, stream) for page in pages]


def _read_whole_file(dump: Path, pins: Iterable[Pin], until: str) -> Iterator[Revision | Pin]:
    """The pinned revisions, in the dump's order, in one pass that ends with the last of them; then the missing ones."""
    with sqlite_errors(dump), dump_errors(dump):
        yield from match_pages(pins, _pages(dump, until), dump)


def _pages(dump: Path, until: str) -> Iterator[Page]:
    yield from ExportReader(decompress.read_chunks(dump), until=until).pages()


def _read_stream(dump: Path, site: Site, until: str, task: tuple[Stream, list[Pin]]) -> list[Revision | Pin]:
    """The revisions of a stream's pins."""
    stream, pins = task
    pages = (page for page in multistream.read_pages(dump, site, stream, until) if isinstance(page, Page))
    return list(match_pages(pins, pages, dump))
