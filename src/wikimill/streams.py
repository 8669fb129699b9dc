"""Streams of items that need not fit in memory: in batches, and sorted."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Protocol, TypeVar

Item = TypeVar("Item")

MAX_SKIPPED = 1 << 30  # bytes of a line that is left out; a compression bomb without line ends stops here


class EndlessLineError(ValueError):
    """A line that is too long even to be left out."""

    def __init__(self) -> None:
        super().__init__(f"more than {MAX_SKIPPED >> 20:,} MiB")


class LineReader(Protocol):
    """A file of bytes, as far as lines are read from it."""

    def readline(self, size: int, /) -> bytes:
        """The next line, or so many bytes of it."""


def read_line(file: LineReader, longest: int) -> bytes | None:
    """The next line with its end, empty after the last; None for one of more than `longest` bytes, which is left out.

    Raises:
        EndlessLineError: it has more than `MAX_SKIPPED`.
    """
    line = file.readline(longest + 1)
    if len(line) <= longest:
        return line
    length = len(line)
    while line and not line.endswith(b"\n"):
        line = file.readline(longest)
        length += len(line)
        if length > MAX_SKIPPED:
            raise EndlessLineError
    return None


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of `size` items, the last one shorter; reads no further than the list that it yields.

    Python has `itertools.batched` since 3.12.
    """
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def batched_by_weight(
    items: Iterable[Item], size: int, capacity: int, weigh: Callable[[Item], int]
) -> Iterator[list[Item]]:
    """Lists of at most `size` items that weigh at most `capacity` together, unless one alone weighs more."""
    batch: list[Item] = []
    total = 0
    for item in items:
        weight = weigh(item)
        if batch and (len(batch) == size or total + weight > capacity):
            yield batch
            batch, total = [], 0
        batch.append(item)
        total += weight
    if batch:
        yield batch


@contextlib.contextmanager
def sort_lines(lines: Iterable[tuple[str, str]]) -> Iterator[Iterator[str]]:
    """Lines in the order of their keys, by code point; of lines with equal keys only the first is kept.

    Args:
        lines: keys and lines, in any order. All are read, into a temporary file of SQLite's, before the first
            is yielded.
    """
    with contextlib.closing(sqlite3.connect("", isolation_level=None)) as database:  # "" is a file without a name
        database.execute("CREATE TABLE line (key TEXT PRIMARY KEY, line TEXT NOT NULL) WITHOUT ROWID")
        database.execute("BEGIN")
        database.executemany("INSERT OR IGNORE INTO line VALUES (?, ?)", lines)
        yield (line for (line,) in database.execute("SELECT line FROM line ORDER BY key"))
