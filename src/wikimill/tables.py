"""Reading tables of tab-separated values that wikimill wrote."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TypeVar

from wikimill.errors import WikimillError

Row = TypeVar("Row")


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
                yield row(*cells)
    except FileNotFoundError:
        raise WikimillError(f"{path}: {missing}") from None
    except ValueError:
        raise WikimillError(f"{path}: the table is damaged; delete it and {fix}") from None
