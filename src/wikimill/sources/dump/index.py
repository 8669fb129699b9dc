"""The index of a dump: what expansion asks, without the texts, as a SQLite file."""

from __future__ import annotations

import json
import logging
import sqlite3
import weakref
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wikimill.chunks import chunks
from wikimill.errors import WikimillError
from wikimill.progress import bar
from wikimill.sources.base import Pin
from wikimill.sources.dump.categories import categories
from wikimill.sources.dump.multistream import Stream
from wikimill.sources.dump.page import Page
from wikimill.sources.dump.sqlite_cache import read_only_uri, sqlite_errors
from wikimill.wiki import Site

log = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE site (site TEXT NOT NULL);
CREATE TABLE page (
    pageid INTEGER PRIMARY KEY, ns INTEGER NOT NULL, title TEXT NOT NULL, revid INTEGER NOT NULL,
    timestamp TEXT NOT NULL, sha1 BLOB NOT NULL, bytes INTEGER NOT NULL, redirect TEXT,
    start INTEGER, end INTEGER  -- of the page's stream in a multistream dump; the last one has no end
);
CREATE VIEW entry AS SELECT pageid, ns, title, revid, timestamp, sha1, bytes, redirect FROM page;
CREATE TABLE member (category TEXT NOT NULL, pageid INTEGER NOT NULL);
"""
# Made after the rows: sorting once is quicker than keeping order, and takes disk, not memory.
KEYS = """
CREATE UNIQUE INDEX page_title ON page (title);
CREATE UNIQUE INDEX page_revid ON page (revid);
CREATE INDEX member_category ON member (category, pageid);
"""
# What stands twice, by the column of which no key can be made.
TWICE = {
    "page.title": ("page {!r}", "SELECT title FROM page GROUP BY title HAVING count(*) > 1"),
    "page.revid": ("revision {}", "SELECT revid FROM page GROUP BY revid HAVING count(*) > 1"),
    "page.pageid": ("a page's number", "SELECT 1"),  # the second of them is not in the table
}
MOST_HOPS = 8  # redirects of redirects that are followed
BATCH = 1000  # pages
# MediaWiki writes texts in Unicode's normal form C and without control characters, but states the SHA-1 of what is
# in its database: of some old pages the two differ. Where more than one page in so many does, the dump is damaged.
UNSOUND = 1000


@dataclass(frozen=True)
class Entry:
    """What the index keeps of a page."""

    pin: Pin
    redirect: str | None
    categories: tuple[str, ...]
    sound: bool
    stream: Stream | None

    @classmethod
    def of(cls, page: Page, site: Site, stream: Stream | None) -> Entry:
        """The entry of a page that was read."""
        prefixes = {name.casefold() for name in site.names(14)}
        found = tuple(sorted(categories(page.text, prefixes, site.first_letter)))
        return cls(page.pin, page.redirect, found, page.sound, stream)


def fill(database: sqlite3.Connection, site: Site, entries: Iterable[Entry], dump: Path) -> None:
    """Put the entries of all of a dump's pages into an empty database of `SCHEMA`.

    Raises:
        WikimillError: a page that stands twice, or texts that are not what the dump says of them.
    """
    database.execute("INSERT INTO site VALUES (?)", (site.to_json(),))
    pages = unsound = 0
    try:
        with bar(f"Indexing {dump.name}", None, "page") as progress:
            for batch in chunks(entries, BATCH):
                database.executemany("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(_row, batch))
                members = ((name, entry.pin.pageid) for entry in batch for name in entry.categories)
                database.executemany("INSERT INTO member VALUES (?, ?)", members)
                pages += len(batch)
                unsound += sum(not entry.sound for entry in batch)
                progress.update(len(batch))
        database.executescript(KEYS)
    except sqlite3.IntegrityError as error:
        raise WikimillError(f"{dump}: {_twice(database, error)} stands twice; make the export again") from None
    if unsound * UNSOUND > pages:
        raise WikimillError(
            f"{dump}: the dump is damaged, or holds no texts: those of {unsound:,} of {pages:,} pages are not what it "
            "says of them; fetch or make it again"
        )
    if unsound:
        log.warning("%s: the texts of %d of %d pages have another SHA-1 than it says", dump, unsound, pages)


class Index:
    """A filled index. With `links`, a database of `links.SCHEMA`, categories are what that says."""

    def __init__(self, path: Path, links: Path | None) -> None:
        self.path = path
        with sqlite_errors(path):
            self._database = sqlite3.connect(read_only_uri(path), uri=True)
            weakref.finalize(self, self._database.close)
            if links:
                self._database.execute("ATTACH ? AS links", (read_only_uri(links),))
                self._database.execute("CREATE TEMP VIEW member AS SELECT * FROM links.member")

    def close(self) -> None:
        """Free the file."""
        self._database.close()

    def site(self) -> Site:
        """The wiki."""
        ((text,),) = self._rows("SELECT site FROM site")
        return Site.from_json(text)

    def exists(self, title: str) -> bool:
        """Whether there is such a page, be it a redirect."""
        return any(self._rows("SELECT 1 FROM page WHERE title = ?", title))

    def page(self, title: str) -> Pin | None:
        """The page of this title, redirects followed; None when it is not there."""
        for _ in range(MOST_HOPS):
            row = next(self._rows("SELECT * FROM entry WHERE title = ?", title), None)
            if row is None or row[-1] is None:
                return _pin(row) if row else None
            title = row[-1]
        return None

    def numbered(self, pageid: int) -> Pin | None:
        """The page of this number, which may be a redirect."""
        row = next(self._rows("SELECT * FROM entry WHERE pageid = ?", pageid), None)
        return _pin(row) if row else None

    def category(self, name: str) -> list[Pin]:
        """What is directly in a category, each once, by title; as in the API, redirects stand for their targets."""
        rows = self._rows("SELECT * FROM entry WHERE pageid IN (SELECT pageid FROM member WHERE category = ?)", name)
        found = [self.page(row[-1]) if row[-1] else _pin(row) for row in rows]
        by_title = {pin.title: pin for pin in found if pin}
        return [by_title[title] for title in sorted(by_title)]

    def all_pages(self, namespaces: Collection[int]) -> Iterator[Pin]:
        """Every page in `namespaces` that is no redirect, by title."""
        query = "SELECT * FROM entry WHERE redirect IS NULL AND ns IN (SELECT value FROM json_each(?)) ORDER BY title"
        return map(_pin, self._rows(query, json.dumps(list(namespaces))))

    def _rows(self, statement: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with sqlite_errors(self.path):
            yield from self._database.execute(statement, values)


def _row(entry: Entry) -> tuple[object, ...]:
    pin = entry.pin
    page = (pin.pageid, pin.ns, pin.title, pin.revid, pin.timestamp, bytes.fromhex(pin.sha1), pin.bytes)
    return (*page, entry.redirect, *(entry.stream or (None, None)))


def _pin(row: tuple[Any, ...]) -> Pin:
    pageid, ns, title, revid, timestamp, sha1, size, _ = row
    return Pin(pageid, ns, title, revid, timestamp, sha1.hex(), size)


def _twice(database: sqlite3.Connection, error: sqlite3.IntegrityError) -> str:
    what, query = TWICE[str(error).rpartition(" ")[2]]
    return what.format(*database.execute(query).fetchone())
