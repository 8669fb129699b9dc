"""The cache of web pages: `cache/web/responses.sqlite`. What is in it is never asked for again."""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from wikimill.errors import WikimillError

SCHEMA = """
CREATE TABLE IF NOT EXISTS response (
    url TEXT PRIMARY KEY, final TEXT NOT NULL, status INTEGER NOT NULL, type TEXT NOT NULL,
    retrieved TEXT NOT NULL, body BLOB NOT NULL  -- zlib
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Answer:
    """A whole and final answer: a page (status 200), or that there is none (404, 410)."""

    final: str  # address, after redirects
    status: int
    type: str  # as the Content-Type header has it
    retrieved: str  # ISO 8601, UTC
    body: bytes


class Answers:
    """Answers by normal address. Each is committed at once: a killed process loses none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._errors():
            self.database = sqlite3.connect(path, timeout=120)
            try:
                self.database.executescript(SCHEMA)
            except sqlite3.Error:
                self.database.close()
                raise

    def __enter__(self) -> Answers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()

    def get(self, url: str) -> Answer | None:
        """The answer of an address, None when it was not asked yet."""
        with self._errors():
            row = self.database.execute(
                "SELECT final, status, type, retrieved, body FROM response WHERE url = ?", (url,)
            ).fetchone()
            if row is None:
                return None
            final, status, content_type, retrieved, body = row
            return Answer(final, status, content_type, retrieved, zlib.decompress(body))

    def add(self, url: str, answer: Answer) -> None:
        """Keep an answer."""
        row = (url, answer.final, answer.status, answer.type, answer.retrieved, zlib.compress(answer.body))
        with self._errors(), self.database:
            self.database.execute("INSERT OR REPLACE INTO response VALUES (?, ?, ?, ?, ?, ?)", row)

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise WikimillError(f"{self.path}: {error}; free space or rights there, and run again") from None
        except (sqlite3.DatabaseError, zlib.error) as error:
            raise WikimillError(f"{self.path}: the cache is damaged ({error}); delete it and run again") from None
