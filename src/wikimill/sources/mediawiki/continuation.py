"""Continuations of a listing: how they are known never to end."""

from __future__ import annotations

import json
from typing import Any

MAX_EMPTY = 1000  # results in a row without a page
MAX_REPEATED = 10  # results in a row that came before


class Continuations:
    """The results of one query so far."""

    def __init__(self) -> None:
        self._seen = {"{}"}
        self._contents: set[int] = set()
        self._empty = self._repeated = 0

    def is_endless(self, result: dict[str, Any]) -> bool:
        """Whether a result that has a continuation shows that there is no end: nothing new comes."""
        key, content = (json.dumps(result.get(name, {}), sort_keys=True) for name in ("continue", "query"))
        found = bool(result.get("query", {}).get("pages"))
        self._repeated = self._repeated + 1 if found and hash(content) in self._contents else 0
        self._empty = 0 if found else self._empty + 1
        endless = key in self._seen or self._empty > MAX_EMPTY or self._repeated > MAX_REPEATED
        self._contents.add(hash(content))
        self._seen.add(key)
        return endless
