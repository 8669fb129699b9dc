"""Tables of tab-separated values that wikimill writes and reads."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from wikimill.errors import WikimillError
from wikimill.files import atomic
from wikimill.plain_text import from_cell, to_cell

Row = TypeVar("Row")


def format_row(cells: Iterable[object]) -> bytes:
    """The line of a table. Texts are shown as they may be, and none is a formula: see `plain_text.to_cell`."""
    return ("\t".join(map(to_cell, cells)) + "\n").encode()


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a table with a line of column names."""
    with atomic(path) as file:
        file.write(format_row(columns))
        file.writelines(map(format_row, rows))


def read_table(
    path: Path, columns: Sequence[str], row: Callable[..., Row], missing: str, fix: str = "run again"
) -> Generator[Row, None, None]:
    """The rows of a table with a line of column names, one at a time.

    Args:
        path: of the table.
        columns: their names.
        row: makes a row of its cells; raises ValueError when they are not valid.
        missing: the error, with the fix, when there is no such table.
        fix: what to do after deleting a damaged one.

    Raises:
        WikimillError: no such table, or a damaged one.
    """
    try:
        with path.open("rb") as file:
            lines = (line.decode("utf-8").rstrip("\n").split("\t") for line in file)
            if next(lines, []) != [*columns]:
                raise ValueError
            for cells in lines:
                if len(cells) != len(columns):
                    raise ValueError
                yield row(*map(from_cell, cells))
    except FileNotFoundError:
        raise WikimillError(f"{path}: {missing}") from None
    except ValueError:
        raise WikimillError(f"{path}: the table is damaged; delete it and {fix}") from None


def find_rows(path: Path, columns: Sequence[str], wanted: str, row: Callable[..., Row]) -> Iterator[Row]:
    """The rows whose first cell is this text, of a table that `write_table` made of rows sorted by their first cell.

    They are found by bisection: neither time nor memory grows with the table.

    Args:
        path: of the table.
        columns: their names.
        wanted: the text.
        row: makes a row of its cells; raises ValueError when they are not valid.

    Raises:
        WikimillError: no such table, or a damaged one.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as rows:
            if rows.readline().decode("utf-8").rstrip("\n").split("\t") != [*columns]:
                raise ValueError
            low, high = rows.tell(), len(rows)
            while low < high:
                begin = rows.rfind(b"\n", low - 1, (low + high) // 2) + 1
                rows.seek(begin)
                # Texts are compared as they are: an apostrophe before a formula is no part of the order.
                if from_cell(rows.readline().decode("utf-8").partition("\t")[0]) < wanted:
                    low = rows.tell()
                else:
                    high = begin
            rows.seek(low)
            while line := rows.readline().decode("utf-8"):
                cells = [from_cell(cell) for cell in line.rstrip("\n").split("\t")]
                if cells[0] != wanted:
                    return
                if len(cells) != len(columns):
                    raise ValueError
                yield row(*cells)
    except FileNotFoundError:
        raise WikimillError(f"{path}: there is no such table; build its manifest again") from None
    except ValueError:
        raise WikimillError(f"{path}: the table is damaged; delete it and build its manifest again") from None


class SortedTable:
    """A table that is sorted by one of its columns, in which rows are found by bisection: memory does not grow with it.

    Args:
        path: of the table: comment lines that begin with `# `, a row of column names, then the rows.
        column: the number of the column, from 0; its cells are in the order of their code points.

    Raises:
        FileNotFoundError: there is no such table.
    """

    def __init__(self, path: Path, column: int) -> None:
        self.column = column
        with path.open("rb") as file:
            while file.readline().startswith(b"# "):
                pass
            self._start = file.tell()
            # An empty file cannot be mapped.
            self._rows = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if self._start else b""

    def find(self, cell: str) -> list[str] | None:
        """The cells of the row with this cell in the column, None where there is none."""
        wanted, rows = cell.encode("utf-8", "surrogatepass"), self._rows
        low, high = self._start, len(rows)
        while low < high:
            middle = (low + high) // 2
            begin, end = rows.rfind(b"\n", low - 1, middle) + 1, rows.find(b"\n", middle)
            row = rows[begin : end if end >= 0 else high]
            cells = row.split(b"\t")
            found = cells[self.column] if len(cells) > self.column else b""
            if found == wanted:
                return row.decode("utf-8").split("\t")
            if found < wanted:
                low = begin + len(row) + 1
            else:
                high = begin
        return None
