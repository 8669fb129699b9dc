"""Reading tables of tab-separated values that wikimill wrote."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TypeVar

from wikimill.errors import WikimillError

Row = TypeVar("Row")


def rows(
    path: Path, columns: Sequence[str], row: Callable[..., Row], missing: str, mend: str = "run again"
) -> Generator[Row, None, None]:
    """The rows of a table with a line of column names, one at a time.

    Args:
        path: of the table.
        columns: their names.
        row: makes a row of its cells; raises ValueError for one that is none.
        missing: what to say, and to do, when there is no such table.
        mend: what to do after deleting a damaged one.

    Raises:
        WikimillError: no such table, or one that is not whole.
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
        raise WikimillError(f"{path}: the table is damaged; delete it and {mend}") from None
