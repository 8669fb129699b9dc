"""Looking things up in rows that are in the order of what is looked up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Row = TypeVar("Row")


class Ascending(Generic[Row]):
    """Rows by path, of which one is in memory.

    Args:
        rows: paths and rows; paths ascend.
    """

    def __init__(self, rows: Iterator[tuple[str, Row]]) -> None:
        self.rows = rows
        self.next = next(rows, None)

    def of(self, path: str) -> Row | None:
        """The row with this path, if there is one; the paths asked for must ascend."""
        while self.next is not None and self.next[0] < path:
            self.next = next(self.rows, None)
        return self.next[1] if self.next is not None and self.next[0] == path else None
