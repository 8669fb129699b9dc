"""The results of a listing that has not ended, so that it goes on where it died.

A result is found by the parameters that asked for it; as these hold the wiki's own continuation, the next run asks
nothing until it comes to where the last one died.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wikimill.database import Database
from wikimill.zstd import compress, decompress

MAX_AHEAD = 60.0  # seconds by which its clock may be ahead
MAX_AGE = 86400.0  # seconds since the last result; what is older is no longer what the wiki shows
SCHEMA = "CREATE TABLE IF NOT EXISTS result (asked TEXT PRIMARY KEY, json BLOB NOT NULL) WITHOUT ROWID;"


class Journal(Database):
    """The journal of one listing, in the file `path`; one that is too old is begun anew."""

    def __init__(self, path: Path, now: float | None = None) -> None:
        if path.exists():
            age = (time.time() if now is None else now) - path.stat().st_mtime
            if not -MAX_AHEAD < age < MAX_AGE:
                _unlink(path)
        super().__init__(path, SCHEMA)
        self._unread: list[str] = []  # keys of results that were given and perhaps cannot be read

    def get(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        """The result that these parameters gave, None if they were not sent yet."""
        key = _key(asked)
        row = self.first_row("SELECT json FROM result WHERE asked = ?", key)
        if row is None:
            return None
        self._unread.append(key)
        return dict(json.loads(decompress(row[0])))

    def add(self, asked: Mapping[str, Any], result: Mapping[str, Any]) -> None:
        """Keep a result."""
        key, data = _key(asked), compress(json.dumps(result).encode())
        self.write("INSERT OR REPLACE INTO result VALUES (?, ?)", [(key, data)])
        self._unread.append(key)

    def keep(self) -> None:
        """The results so far could be read."""
        self._unread.clear()

    def forget(self) -> None:
        """Results since the last `keep` cannot be read: they are asked for again."""
        self.write("DELETE FROM result WHERE asked = ?", [(key,) for key in self._unread])
        self._unread.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.write("DELETE FROM result", [()])
        self._unread.clear()

    def finish(self) -> None:
        """Delete it: the listing has ended."""
        self.connection.close()
        _unlink(self.path)


def _unlink(path: Path) -> None:
    for suffix in ("", "-journal"):  # SQLite's own, of a run that was killed
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _key(asked: Mapping[str, Any]) -> str:
    return json.dumps({key: str(value) for key, value in asked.items()}, sort_keys=True)
