"""Reading and writing the Parquet tables of a corpus, a few rows at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from wikimill.errors import WikimillError
from wikimill.files import atomic

Row = TypeVar("Row")
GROUP = 16 << 20  # bytes of a row group, at least


def open_parquet(path: Path, columns: Sequence[str]) -> pq.ParquetFile:
    """A table that has these columns.

    It is not read ahead (`pre_buffer`): pyarrow would keep all that it read, 1 GB for a file of 0.2 GB.

    Raises:
        WikimillError: it is missing, damaged or lacks a column.
    """
    try:
        file = pq.ParquetFile(path, pre_buffer=False)
    except FileNotFoundError:
        raise WikimillError(f"{path}: there is no such table; build the corpus first") from None
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # of the system, not of the table
            raise
        raise WikimillError(f"{path}: the table is damaged; delete it and run again") from None
    missing = [name for name in columns if name not in file.schema_arrow.names]
    if missing:
        raise WikimillError(f"{path}: it lacks the column {missing[0]}; delete it and run again")
    return file


class RowGroups:
    """Gives rows to a writer, in row groups of at least 16 MB."""

    def __init__(self, writer: pq.ParquetWriter) -> None:
        self.writer = writer
        self.waiting: list[pa.RecordBatch] = []

    def add(self, rows: pa.RecordBatch) -> None:
        """Add rows."""
        self.waiting.append(rows)
        if sum(each.nbytes for each in self.waiting) > GROUP:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        self.writer.write_table(pa.Table.from_batches(self.waiting, self.writer.schema))
        self.waiting = []


@contextlib.contextmanager
def write_parquet(path: Path, schema: pa.Schema) -> Iterator[RowGroups]:
    """A table to add rows to; it gets its name only when the block ends without an error."""
    with atomic(path) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        groups = RowGroups(writer)
        yield groups
        groups.flush()


class MergeJoin(Generic[Row]):
    """Looks up rows by key, one row in memory: rows and lookups are both sorted by the key.

    Args:
        rows: keys and rows, in ascending order of the keys.
    """

    def __init__(self, rows: Iterator[tuple[str, Row]]) -> None:
        self.rows = rows
        self.next = next(rows, None)

    def find(self, key: str) -> Row | None:
        """The row with this key, if there is one. Keys must not descend from one call to the next."""
        while self.next is not None and self.next[0] < key:
            self.next = next(self.rows, None)
        return self.next[1] if self.next is not None and self.next[0] == key else None
