"""Read the texts of pinned revisions from a dump."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple
from functools import partial
from pathlib import Path
from typing import NamedTuple

from wikimill.errors import WikimillError
from wikimill.parallel import map_in_order
from wikimill.sources.base import Pin, Revision
from wikimill.sources.dump import multistream
from wikimill.sources.dump.multistream import Stream
from wikimill.sources.dump.page import Page
from wikimill.sources.dump.sqlite_cache import read_only_uri, sqlite_errors
from wikimill.wiki import Site

PINS = """
CREATE TABLE pin (
    pageid INTEGER, ns INTEGER, title TEXT, revid INTEGER PRIMARY KEY, timestamp TEXT, sha1 TEXT, bytes INTEGER,
    category TEXT
)
"""


class _Task(NamedTuple):
    """A stream, and the pinned revisions in it."""

    stream: Stream
    pins: list[Pin]


def read_whole_dump(dump: Path, pages: Callable[[], Iterator[Page]], pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
    """The pinned revisions, in the dump's order, in one pass that ends with the last of them; then the missing ones."""
    with _pin_table(pins) as database, sqlite_errors(dump):
        (left,) = database.execute("SELECT count(*) FROM pin").fetchone()
        for page in pages() if left else ():
            row = database.execute("SELECT * FROM pin WHERE revid = ?", (page.pin.revid,)).fetchone()
            if row:
                database.execute("DELETE FROM pin WHERE revid = ?", (page.pin.revid,))
                yield _verify(dump, Pin(*row), page)
                left -= 1
                if not left:
                    return
        yield from itertools.starmap(Pin, database.execute("SELECT * FROM pin ORDER BY title"))


def read_streams(dump: Path, site: Site, index: Path, pins: Iterable[Pin], processes: int) -> Iterator[Revision | Pin]:
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
        tasks = (_Task(stream, [Pin(*row[2:]) for row in group]) for stream, group in groups)
        for found in map_in_order(partial(_read_stream, dump, site), tasks, processes, str(dump)):
            yield from found


def _read_stream(dump: Path, site: Site, task: _Task) -> list[Revision]:
    wanted = {pin.revid: pin for pin in task.pins}
    pages = multistream.read_pages(dump, site, task.stream)
    return [_verify(dump, wanted[page.pin.revid], page) for page in pages if page.pin.revid in wanted]


def _verify(dump: Path, pin: Pin, page: Page) -> Revision:
    same_text = pin.sha1 in ("", page.pin.sha1)
    if not same_text or (pin.sha1 and pin.bytes != page.pin.bytes):
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
