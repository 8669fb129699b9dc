"""Two sorted tables side by side, a row of each in memory."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from wikimill.errors import WikimillError

Row = TypeVar("Row")


def outer_join(
    before: Iterable[tuple[str, Row]], after: Iterable[tuple[str, Row]]
) -> Iterator[tuple[str, Row | None, Row | None]]:
    """Each key and its row in each table, None where a table has none. Both are in the order of their keys."""
    merged = heapq.merge(_of_side(0, before), _of_side(1, after), key=itemgetter(0, 1))
    for key, group in groupby(merged, itemgetter(0)):
        rows = {side: row for _, side, row in group}
        yield key, rows.get(0), rows.get(1)


def _of_side(side: int, rows: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, int, Row]]:
    return ((key, side, row) for key, row in rows)


def in_order(rows: Iterable[tuple[str, Row]], path: Path, column: str, fix: str) -> Iterator[tuple[str, Row]]:
    """The rows of a table.

    Raises:
        WikimillError: they are not in the order of their keys, or a key comes twice; it has the fix.
    """
    before = ""
    for number, (key, row) in enumerate(rows, start=1):
        if number > 1 and key <= before:
            raise WikimillError(f"{path}: row {number} ({key!r}) is not in the order of the column {column}; {fix}")
        before = key
        yield key, row
