"""The index of a dump: what expanding a manifest needs of each page, without the texts, as a SQLite file."""

from __future__ import annotations

import json
import logging
import sqlite3
import weakref
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from wikimill.database import sqlite_errors
from wikimill.errors import WikimillError
from wikimill.progress import bar
from wikimill.site.model import Site
from wikimill.site.summary import format_summary, parse_summary
from wikimill.sources.base import Pin
from wikimill.sources.dump.multistream import Stream
from wikimill.sources.dump.page import Page, find_categories
from wikimill.sources.dump.sqlite_cache import read_only_uri
from wikimill.streams import batched

log = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE site (site TEXT NOT NULL);
CREATE TABLE page (
    pageid INTEGER PRIMARY KEY, ns INTEGER NOT NULL, title TEXT NOT NULL, revid INTEGER NOT NULL,
    timestamp TEXT NOT NULL, sha1 BLOB NOT NULL, bytes INTEGER NOT NULL, redirect TEXT,
    start INTEGER, end INTEGER  -- bytes of the page's stream in a multistream dump; the last one has no end
);
CREATE VIEW entry AS SELECT pageid, ns, title, revid, timestamp, sha1, bytes, redirect FROM page;
CREATE TABLE member (category TEXT NOT NULL, pageid INTEGER NOT NULL);
"""
# Created after the rows: sorting once is faster than keeping the order, and takes disk space, not memory.
KEYS = """
CREATE INDEX page_title ON page (title);
CREATE UNIQUE INDEX page_revid ON page (revid);
CREATE INDEX member_category ON member (category, pageid);
"""
# Of a page that comes several times, all but the newest text. Two of its titles may have differed, by a capital.
OLDER = """
SELECT pageid FROM (
    SELECT pageid, row_number() OVER (PARTITION BY title ORDER BY timestamp DESC, revid DESC) AS place FROM page
    WHERE title IN (SELECT title FROM page GROUP BY title HAVING count(*) > 1)
) WHERE place > 1
"""
# How to name a duplicate, by the column whose unique index fails.
DUPLICATES = {
    "page.revid": ("revision {}", "SELECT revid FROM page GROUP BY revid HAVING count(*) > 1"),
    "page.pageid": ("page id", "SELECT 1"),  # the second page is not in the table
}
MAX_REDIRECTS = 8  # in a row
BATCH = 1000  # pages
# MediaWiki exports texts in Unicode's normal form C and without control characters, but with the SHA-1 of what is in
# its database: for some old pages the two differ. If more than one page in so many does, the dump is damaged.
PAGES_PER_MISMATCH = 1000


class Entry(NamedTuple):
    """What the index stores of a page."""

    row: tuple[object, ...]  # of the table `page`
    categories: list[str]
    is_intact: bool

    @classmethod
    def from_page(cls, page: Page, site: Site, stream: Stream | None) -> Entry:
        """The entry of a page."""
        prefixes = {name.casefold() for name in site.namespace_names(14)}
        found = sorted(find_categories(page.text, prefixes, site.first_letter))
        pin = page.pin
        row = (pin.pageid, pin.ns, pin.title, pin.revid, pin.timestamp, bytes.fromhex(pin.sha1), pin.bytes)
        return cls((*row, page.redirect, *(stream or (None, None))), found, page.is_intact)


def fill(database: sqlite3.Connection, site: Site, entries: Iterable[Entry], dump: Path) -> None:
    """Store the entries of all pages of a dump in an empty database with `SCHEMA`.

    Raises:
        WikimillError: a duplicate revision or page id, or texts that do not match the dump's checksums.
    """
    database.execute("INSERT INTO site VALUES (?)", (format_summary(site),))
    pages = mismatches = 0
    try:
        with bar(f"Indexing {dump.name}", None, "page") as progress:
            for batch in batched(entries, BATCH):
                rows = (entry.row for entry in batch)
                database.executemany("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
                members = ((name, entry.row[0]) for entry in batch for name in entry.categories)
                database.executemany("INSERT INTO member VALUES (?, ?)", members)
                pages += len(batch)
                mismatches += sum(not entry.is_intact for entry in batch)
                progress.update(len(batch))
        database.executescript(KEYS)
        older = database.execute(f"DELETE FROM page WHERE pageid IN ({OLDER})").rowcount  # noqa: S608
    except sqlite3.IntegrityError as error:
        raise WikimillError(f"{dump}: duplicate {_duplicate(database, error)}; export it again") from None
    if mismatches * PAGES_PER_MISMATCH > pages:
        raise WikimillError(
            f"{dump}: the dump is damaged or has no texts: {mismatches:,} of {pages:,} texts do not match their size "
            "or SHA-1; download or export it again"
        )
    if older:
        log.warning("%s: pages that come several times: %d; the newest text of each is used", dump, older)
    if mismatches:
        log.warning("%s: %d of %d texts do not match their SHA-1", dump, mismatches, pages)


class Index:
    """A complete index. With `members`, a database of `categorylinks`, the categories are taken from that."""

    def __init__(self, path: Path, members: Path | None) -> None:
        self.path = path
        with sqlite_errors(path):
            self._database = sqlite3.connect(read_only_uri(path), uri=True)
            weakref.finalize(self, self._database.close)
            if members:
                self._database.execute("ATTACH ? AS links", (read_only_uri(members),))
                self._database.execute("CREATE TEMP VIEW member AS SELECT * FROM links.member")
        ((site,),) = self._rows("SELECT site FROM site")
        self.site = parse_summary(site)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def exists(self, title: str) -> bool:
        """Whether there is such a page, redirects included."""
        return any(self._rows("SELECT 1 FROM page WHERE title = ?", title))

    def page(self, title: str) -> Pin | None:
        """The page with this title, redirects followed; None if there is none."""
        for _ in range(MAX_REDIRECTS):
            row = next(self._rows("SELECT * FROM entry WHERE title = ?", title), None)
            if row is None or row[-1] is None:
                return _pin(row) if row else None
            title = row[-1]
        return None

    def current(self, title: str) -> Pin | None:
        """The page with this title itself, which may be a redirect; None if there is none."""
        row = next(self._rows("SELECT * FROM entry WHERE title = ?", title), None)
        return _pin(row) if row else None

    def page_by_id(self, pageid: int) -> Pin | None:
        """The page with this id, which may be a redirect."""
        row = next(self._rows("SELECT * FROM entry WHERE pageid = ?", pageid), None)
        return _pin(row) if row else None

    def category(self, name: str) -> list[Pin]:
        """The direct members of a category, by title and without duplicates; as in the API, redirects are resolved."""
        rows = self._rows("SELECT * FROM entry WHERE pageid IN (SELECT pageid FROM member WHERE category = ?)", name)
        found = [self.page(row[-1]) if row[-1] else _pin(row) for row in rows]
        by_title = {pin.title: pin for pin in found if pin}
        return [by_title[title] for title in sorted(by_title)]

    def all_in(self, namespaces: Collection[int]) -> Iterator[Pin]:
        """Every page in `namespaces`, redirects included."""
        query = "SELECT * FROM entry WHERE ns IN (SELECT value FROM json_each(?))"
        return map(_pin, self._rows(query, json.dumps(list(namespaces))))

    def all_pages(self, namespaces: Collection[int]) -> Iterator[Pin]:
        """Every page in `namespaces` except redirects, by title."""
        query = "SELECT * FROM entry WHERE redirect IS NULL AND ns IN (SELECT value FROM json_each(?)) ORDER BY title"
        return map(_pin, self._rows(query, json.dumps(list(namespaces))))

    def _rows(self, statement: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with sqlite_errors(self.path):
            yield from self._database.execute(statement, values)


def _pin(row: tuple[Any, ...]) -> Pin:
    pageid, ns, title, revid, timestamp, sha1, size, _ = row
    return Pin(pageid, ns, title, revid, timestamp, sha1.hex(), size)


def _duplicate(database: sqlite3.Connection, error: sqlite3.IntegrityError) -> str:
    name, query = DUPLICATES[str(error).rpartition(" ")[2]]
    return name.format(*database.execute(query).fetchone())
