"""Sorting more lines than fit in memory."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator


@contextlib.contextmanager
def sorted_lines(lines: Iterable[tuple[str, str]]) -> Iterator[Iterator[str]]:
    """Lines in the order of their keys, by code point; of equal keys the first counts.

    Args:
        lines: keys and lines, in any order. All are read, into a temporary file of SQLite's, before the first
            comes out.
    """
    with contextlib.closing(sqlite3.connect("", isolation_level=None)) as database:  # "" is a file that has no name
        database.execute("CREATE TABLE line (key TEXT PRIMARY KEY, line TEXT NOT NULL) WITHOUT ROWID")
        database.execute("BEGIN")
        database.executemany("INSERT OR IGNORE INTO line VALUES (?, ?)", lines)
        yield (line for (line,) in database.execute("SELECT line FROM line ORDER BY key"))
