"""Pins of which there may be millions, to be looked up by revision."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple

from wikimill.sources.base import Pin

PINS = """
CREATE TABLE pin (
    pageid INTEGER, ns INTEGER, title TEXT, revid INTEGER PRIMARY KEY, timestamp TEXT, sha1 TEXT, bytes INTEGER,
    category TEXT, wikidata_id TEXT
)
"""


@contextlib.contextmanager
def pin_table(pins: Iterable[Pin]) -> Iterator[sqlite3.Connection]:
    """The pins as a table, which SQLite moves to a temporary file when it is large."""
    with contextlib.closing(sqlite3.connect("", uri=True)) as database:
        database.execute(PINS)
        database.executemany("INSERT OR IGNORE INTO pin VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", map(astuple, pins))
        yield database
