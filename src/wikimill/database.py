"""A SQLite file that caches what was fetched."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from wikimill.errors import WikimillError
from wikimill.zstd import ZstdError


class Database:
    """Tables of `schema` in the file `path`, created when it does not exist.

    Writers commit whole transactions; a killed process leaves whole ones. Several processes may read while one
    writes: the rollback journal, unlike a write-ahead log, also works on the network file systems of clusters.
    """

    def __init__(self, path: Path, schema: str) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with sqlite_errors(path):
            self.connection = sqlite3.connect(path, timeout=120)
            try:
                self.connection.executescript(schema)
            except sqlite3.Error:
                self.connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def first_row(self, query: str, *values: object) -> Any:
        """The first row of a query, None if it has none."""
        with sqlite_errors(self.path):
            return self.connection.execute(query, values).fetchone()

    def write(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Execute `statement` for every row, or for none."""
        with sqlite_errors(self.path), self.connection:
            self.connection.executemany(statement, rows)


@contextlib.contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Errors of SQLite, and of what is compressed in its file `path`, as one line with the fix."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise WikimillError(f"{path}: {error}; make space or check permissions there, and run again") from None
    except (sqlite3.DatabaseError, ZstdError, UnicodeDecodeError) as error:
        raise WikimillError(f"{path}: the cache is damaged ({error}); delete it and run again") from None
