"""The cache of web pages: `cache/web/responses.sqlite`. What is in it is never asked for again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wikimill.database import Database
from wikimill.zstd import compress, decompress

SCHEMA = """
CREATE TABLE IF NOT EXISTS response (
    url TEXT PRIMARY KEY, final TEXT NOT NULL, status INTEGER NOT NULL, type TEXT NOT NULL,
    retrieved TEXT NOT NULL, body BLOB NOT NULL  -- zstd
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


class Answers(Database):
    """Answers by normal address. Each is committed at once: a killed process loses none."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, SCHEMA)

    def get(self, url: str) -> Answer | None:
        """The answer of an address, None when it was not asked yet."""
        with self.errors():
            row = self.connection.execute(
                "SELECT final, status, type, retrieved, body FROM response WHERE url = ?", (url,)
            ).fetchone()
            if row is None:
                return None
            final, status, content_type, retrieved, body = row
            return Answer(final, status, content_type, retrieved, decompress(body))

    def add(self, url: str, answer: Answer) -> None:
        """Keep an answer."""
        row = (url, answer.final, answer.status, answer.type, answer.retrieved, compress(answer.body))
        with self.errors(), self.connection:
            self.connection.execute("INSERT OR REPLACE INTO response VALUES (?, ?, ?, ?, ?, ?)", row)
