"""The index of a dump: what expanding a manifest needs of each page, without the texts, as a SQLite file."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import sys
import weakref
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from wikimill.database import sqlite_errors
from wikimill.errors import WikimillError
from wikimill.progress import bar
from wikimill.site.model import Site
from wikimill.site.namespaces import CATEGORY
from wikimill.site.summary import format_summary, parse_summary
from wikimill.sources.base import LOST, NOT_UTF_8, Pin
from wikimill.sources.category_redirects import category_target
from wikimill.sources.dump.errors import FIX
from wikimill.sources.dump.multistream import Stream
from wikimill.sources.dump.page import BadPage, Page, find_categories
from wikimill.sources.dump.sqlite_cache import read_only_uri
from wikimill.streams import batched

log = logging.getLogger(__name__)

SCHEMA = """
CREATE TABLE site (site TEXT NOT NULL);
CREATE TABLE page (
    pageid INTEGER PRIMARY KEY,  -- below 0 where the dump has none
    ns INTEGER NOT NULL, title TEXT NOT NULL, revid INTEGER,  -- NULL: the page has none that can be read
    timestamp TEXT NOT NULL, sha1 BLOB NOT NULL, bytes INTEGER NOT NULL, redirect TEXT,
    target TEXT,  -- the category that a category leads to
    part INTEGER NOT NULL,  -- which of the dump's files
    start INTEGER, end INTEGER,  -- bytes of the page's stream in a multistream dump; the last one has no end
    wikidata_id TEXT NOT NULL  -- empty where the dump does not say it
);
CREATE VIEW entry AS SELECT pageid, ns, title, revid, timestamp, sha1, bytes, wikidata_id, redirect FROM page;
CREATE TABLE link (category TEXT NOT NULL, revid INTEGER NOT NULL);
CREATE VIEW member AS SELECT category, pageid FROM link JOIN page USING (revid);
CREATE TABLE bad_page (pageid INTEGER NOT NULL, title TEXT NOT NULL, problem TEXT NOT NULL);
CREATE TABLE disagreement (title TEXT NOT NULL, revid INTEGER NOT NULL);  -- revisions with two texts
CREATE TRIGGER two_texts BEFORE UPDATE OF sha1 ON page
WHEN NEW.revid = OLD.revid AND NEW.sha1 != OLD.sha1 AND length(NEW.sha1) = length(OLD.sha1)
BEGIN INSERT INTO disagreement VALUES (OLD.title, OLD.revid); END;
"""
# A page comes several times in the parts of a dump that were made one after the other, and in dumps with an element for
# each revision, as WikiTeam's: the newest counts, of two the same the later.
INSERT = """
INSERT INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pageid) DO UPDATE SET
    ns = excluded.ns, title = excluded.title, revid = excluded.revid, timestamp = excluded.timestamp,
    sha1 = excluded.sha1, bytes = excluded.bytes, redirect = excluded.redirect, target = excluded.target,
    part = excluded.part, start = excluded.start, end = excluded.end, wikidata_id = excluded.wikidata_id
WHERE (excluded.timestamp, excluded.revid) >= (timestamp, revid)
"""
# Created after the rows: sorting once is faster than keeping the order, and takes disk space, not memory.
TITLES = "CREATE INDEX page_title ON page (title);"
KEYS = """
CREATE UNIQUE INDEX page_revid ON page (revid);
CREATE INDEX link_category ON link (category, revid);
"""
# Of a page that comes several times, all but the newest text. Two of its titles may have differed, by a capital.
OLDER = """
SELECT pageid FROM (
    SELECT pageid, row_number() OVER (PARTITION BY title ORDER BY timestamp DESC, revid DESC) AS place FROM page
    WHERE title IN (SELECT title FROM page GROUP BY title HAVING count(*) > 1)
) WHERE place > 1
"""
# Of pages that have the same revision, all but the one with the highest number: it may be a page that was restored.
SAME_REVISION = """
SELECT pageid FROM (
    SELECT pageid, row_number() OVER (PARTITION BY revid ORDER BY timestamp DESC, pageid DESC) AS place FROM page
    WHERE revid IN (SELECT revid FROM page GROUP BY revid HAVING count(*) > 1)
) WHERE place > 1
"""
ANOTHERS_REVISION = "has the revision of another page"
# Content models of which MediaWiki lists the links; where none is said, it is wikitext.
LINKED = ("", "wikitext", "proofread-page", "javascript", "css")
MAX_REDIRECTS = 8  # in a row
BATCH = 1000  # pages
# MediaWiki exports texts in Unicode's normal form C and without control characters, but with the SHA-1 of what is in
# its database: for some old pages the two differ. If more than so many do, and more than one in so many pages, the dump
# is damaged.
MISMATCHES = 10
PAGES_PER_MISMATCH = 10


class Entry(NamedTuple):
    """What the index stores of a page."""

    row: tuple[object, ...]  # of the table `page`
    categories: Sequence[str] = ()
    is_intact: bool = True
    problem: str = ""  # why it has no text that counts

    @classmethod
    def from_page(cls, page: Page, site: Site, part: int, stream: Stream | None = None) -> Entry:
        """The entry of a page in a part of a dump."""
        prefixes = {name.casefold() for name in site.namespace_names(CATEGORY)}
        text = page.text if page.model in LINKED else ""
        found = sorted(find_categories(text, prefixes, site.first_letter))
        pin, target = page.pin, None
        if pin.ns == CATEGORY:
            target = category_target(text, site.redirect_words, prefixes, site.first_letter)
        row = (*_cells(pin), page.redirect, target, part, *(stream or (None, None)), pin.wikidata_id)
        return cls(row, found, page.is_intact, page.problem)


def fill(database: sqlite3.Connection, site: Site, entries: Iterable[Entry | BadPage], dump: str) -> None:
    """Store the entries of all pages of a dump in an empty database with `SCHEMA`.

    Raises:
        WikimillError: no page that can be read, no texts, or too many that do not match the dump's checksums.
    """
    database.execute("INSERT INTO site VALUES (?)", (format_summary(site),))
    pages = mismatches = 0
    example = wrong = ""
    problems: Counter[str] = Counter()
    with bar(f"Indexing {Path(dump).name}", None, "page") as progress:
        for batch in batched(entries, BATCH):
            good = [entry for entry in batch if isinstance(entry, Entry)]
            bad = [(_id(each.pin), each.title, each.problem) for each in batch if isinstance(each, BadPage)]
            database.executemany(INSERT, (entry.row for entry in good))
            empty = ((*_cells(each.pin), None, None, 0, None, None, "") for each in batch if isinstance(each, BadPage))
            database.executemany(INSERT, empty)
            links = ((name, entry.row[3]) for entry in good for name in entry.categories)
            database.executemany("INSERT INTO link VALUES (?, ?)", links)
            database.executemany("INSERT INTO bad_page VALUES (?, ?, ?)", bad)
            pages += len(good)
            other = [entry for entry in good if not entry.is_intact]
            example = example or next((str(entry.row[2]) for entry in other), "")
            mismatches += len(other)
            problems.update(entry.problem for entry in good if entry.problem in (LOST, NOT_UTF_8))
            wrong = wrong or next((str(entry.row[2]) for entry in good if entry.problem == NOT_UTF_8), "")
            progress.update(len(batch))
    bad_pages = _describe_bad_pages(database)
    if bad_pages and not pages:
        raise WikimillError(f"{dump}: the dump has no page that can be read: {bad_pages}; {FIX}")
    if problems and problems.total() == pages:
        raise WikimillError(f"{dump}: the dump has no texts ({problems.most_common(1)[0][0]}); {FIX}")
    if mismatches > MISMATCHES and mismatches * PAGES_PER_MISMATCH > pages:
        raise WikimillError(
            f"{dump}: the dump is damaged: {mismatches:,} of {pages:,} texts do not match their SHA-1; {FIX}"
        )
    two = database.execute("SELECT title, revid FROM disagreement ORDER BY title LIMIT 1").fetchone()
    if two:
        raise WikimillError(
            f"{dump}: revision {two[1]} of {two[0]!r} comes with two texts; name parts that were made by one wiki alone"
        )
    kept = _keep_newest(database)
    if kept < pages:
        log.warning("%s: pages that come several times: %d; the newest text of each is used", dump, pages - kept)
    if wrong:
        log.warning("%s: texts that are not UTF-8: %d, such as that of %r", dump, problems[NOT_UTF_8], wrong)
    if mismatches:
        log.warning("%s: %d of %d texts do not match their SHA-1, such as that of %r", dump, mismatches, pages, example)


def _keep_newest(database: sqlite3.Connection) -> int:
    """Leave of pages that come several times the newest text, and of pages with the same revision one with it.

    Returns:
        How many texts were left of those that come several times.
    """
    database.executescript(TITLES)
    database.execute(f"DELETE FROM page WHERE pageid IN ({OLDER})")  # noqa: S608
    (kept,) = database.execute("SELECT count(*) FROM page WHERE revid NOTNULL").fetchone()
    database.execute(
        f"INSERT INTO bad_page SELECT pageid, title, ? FROM page WHERE pageid IN ({SAME_REVISION})",  # noqa: S608
        (ANOTHERS_REVISION,),
    )
    same = "SELECT pageid FROM bad_page WHERE problem = ?"
    database.execute(
        f"UPDATE page SET revid = NULL, timestamp = '', sha1 = x'', bytes = 0 WHERE pageid IN ({same})",  # noqa: S608
        (ANOTHERS_REVISION,),
    )
    database.execute("DELETE FROM bad_page WHERE pageid IN (SELECT pageid FROM page WHERE revid NOTNULL)")
    database.executescript(KEYS)
    return int(kept)


def _cells(pin: Pin) -> tuple[object, ...]:
    return _id(pin), pin.ns, pin.title, pin.revid or None, pin.timestamp, bytes.fromhex(pin.sha1), pin.bytes


def _id(pin: Pin) -> int:
    """The number of a page's row: its own, or one of its title."""
    return pin.pageid or row_number(pin.title)


def row_number(title: str) -> int:
    """The number of the row of a page that has none."""
    return -int.from_bytes(hashlib.sha256(title.encode()).digest()[:7], "big")


def _describe_bad_pages(database: sqlite3.Connection) -> str:
    """The pages that cannot be read: how many, and the first of each problem."""
    query = "SELECT problem, count(*), title FROM bad_page GROUP BY problem ORDER BY count(*) DESC, problem LIMIT 5"
    rows = database.execute(query)  # of a group SQLite takes the title of any row
    return ", ".join(f"{number} {title[:60]!r} {problem}" for problem, number, title in rows)


class Index:
    """A complete index. With `members`, a database of `categorylinks`, the categories are taken from that."""

    def __init__(self, path: Path, members: Path | None) -> None:
        self.path = path
        self._is_searched = False  # for pages of categories
        with sqlite_errors(path):
            self._database = sqlite3.connect(read_only_uri(path), uri=True)
            weakref.finalize(self, self._database.close)
            if members:
                self._database.execute("ATTACH ? AS links", (read_only_uri(members),))
                self._database.execute("CREATE TEMP VIEW member AS SELECT * FROM links.member")
        ((site,),) = self._rows("SELECT site FROM site")
        self.site = parse_summary(site)

    def warn(self, dump: str) -> None:
        """Say which pages of the dump cannot be read, if there are any."""
        with sqlite_errors(self.path):
            (number,) = self._database.execute("SELECT count(*) FROM bad_page").fetchone()
            if number:
                found = _describe_bad_pages(self._database)
                log.warning("%s: pages that cannot be read: %d (%s)", dump, number, found)

    def warn_of_no_categories(self, dump: str) -> None:
        """Say once that the dump has no pages of categories, if that is so: no category is below another then."""
        if not self._is_searched and not any(self._rows("SELECT 1 FROM page WHERE ns = ? LIMIT 1", CATEGORY)):
            log.warning(
                "%s: no page of a category is in it, so no subcategory is found: name a file of namespace 14 too", dump
            )
        self._is_searched = True

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
        """The page with this title itself, which may be a redirect; None if there is none that can be read."""
        row = next(self._rows("SELECT * FROM entry WHERE title = ? AND revid NOTNULL", title), None)
        return _pin(row) if row else None

    def page_by_id(self, pageid: int) -> Pin | None:
        """The page with this id, which may be a redirect; None if there is none that can be read."""
        row = next(self._rows("SELECT * FROM entry WHERE pageid = ? AND revid NOTNULL", pageid), None)
        return _pin(row) if row else None

    def category(self, name: str) -> tuple[list[Pin], list[str]]:
        """The direct members of a category, by title and without duplicates; as in the API, redirects are resolved.

        Then the titles of the members that are redirects of categories, for they may have members themselves.
        """
        query = "SELECT * FROM entry WHERE pageid IN (SELECT pageid FROM member WHERE category = ?)"
        rows = list(self._rows(query, name))
        found = [self.page(row[-1]) if row[-1] else _pin(row) for row in rows]
        by_title = {pin.title: pin for pin in found if pin}
        return [by_title[title] for title in sorted(by_title)], [
            row[2] for row in rows if row[-1] and row[1] == CATEGORY
        ]

    def count_members(self, category: str) -> dict[int, int]:
        """The number of a category's members in each namespace, redirects included."""
        query = (
            "SELECT ns, count(*) FROM page WHERE pageid IN (SELECT pageid FROM member WHERE category = ?) GROUP BY ns"
        )
        return dict(self._rows(query, category))

    def target(self, title: str) -> str | None:
        """The category that the category with this full title leads to."""
        row = next(self._rows("SELECT target FROM page WHERE title = ?", title), None)
        return row[0] if row else None

    def pages_with_prefix(self, ns: int, prefix: str) -> Iterator[Pin]:
        """The pages of a namespace whose full titles begin with `prefix`, without redirects; sorted by title."""
        query = "SELECT * FROM entry WHERE redirect IS NULL AND ns = ? AND title >= ? AND title < ? ORDER BY title"
        return map(_pin, self._rows(query, ns, prefix, prefix + chr(sys.maxunicode)))

    def all_pages(self, namespaces: Collection[int]) -> Iterator[Pin]:
        """Every page in `namespaces` except redirects, by title."""
        query = "SELECT * FROM entry WHERE redirect IS NULL AND ns IN (SELECT value FROM json_each(?)) ORDER BY title"
        return map(_pin, self._rows(query, json.dumps(list(namespaces))))

    def _rows(self, statement: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with sqlite_errors(self.path):
            yield from self._database.execute(statement, values)


def _pin(row: tuple[Any, ...]) -> Pin:
    pageid, ns, title, revid, timestamp, sha1, size, item, _ = row
    return Pin(max(pageid, 0), ns, title, revid or 0, timestamp, sha1.hex(), size, wikidata_id=item)
