"""The cache of web pages, `cache/web/responses.sqlite`; what is in it is never requested again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wikimill.database import Database, sqlite_errors
from wikimill.zstd import compress, decompress

SCHEMA = """
CREATE TABLE IF NOT EXISTS response (
    url TEXT PRIMARY KEY, final TEXT NOT NULL, status INTEGER NOT NULL, type TEXT NOT NULL,
    retrieved TEXT NOT NULL, body BLOB NOT NULL  -- zstd
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class CachedResponse:
    """A complete and final response: a page (status 200), or that there is none (404, 410)."""

    final: str  # address, after redirects
    status: int
    content_type: str  # the Content-Type header
    retrieved: str  # ISO 8601, UTC
    body: bytes


class ResponseCache(Database):
    """Responses by normal address. Each is committed at once, so a killed process loses none."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, SCHEMA)

    def get(self, url: str) -> CachedResponse | None:
        """The response of an address, None if it has not been requested yet."""
        row = self.first_row("SELECT final, status, type, retrieved, body FROM response WHERE url = ?", url)
        if row is None:
            return None
        final, status, content_type, retrieved, body = row
        with sqlite_errors(self.path):
            return CachedResponse(final, status, content_type, retrieved, decompress(body))

    def add(self, url: str, response: CachedResponse) -> None:
        """Store a response."""
        row = (url, response.final, response.status, response.content_type, response.retrieved, compress(response.body))
        self.write("INSERT OR REPLACE INTO response VALUES (?, ?, ?, ?, ?, ?)", [row])
