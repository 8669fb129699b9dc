"""A SQLite file that caches what was fetched."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

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
        with self.errors():
            self.connection = sqlite3.connect(path, timeout=120)
            try:
                self.connection.executescript(schema)
            except sqlite3.Error:
                self.connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """Errors of SQLite, and of what is compressed in the file, as one line with the fix."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise WikimillError(f"{self.path}: {error}; make space or check permissions there, and run again") from None
        except (sqlite3.DatabaseError, ZstdError, UnicodeDecodeError) as error:
            raise self.damaged(str(error)) from None

    def damaged(self, problem: str) -> WikimillError:
        """The error of a file that no longer has what was written to it."""
        return WikimillError(f"{self.path}: the cache is damaged ({problem}); delete it and run again")
