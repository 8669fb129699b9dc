"""What the fields of a revision may hold, whatever source says them."""

from __future__ import annotations

import re
from datetime import datetime

TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
ITEM = re.compile(r"Q[1-9][0-9]{0,18}")  # of Wikidata
SHA1 = re.compile(r"(?:[0-9a-f]{40})?")
MAX_ID = 1 << 62  # SQLite can hold no greater number, and the index of a dump has some below 0
MAX_SIZE = 1 << 40  # bytes of a text
MAX_NAMESPACE = 1 << 16  # MediaWiki has them from 0 to a few thousands, and two below


def is_timestamp(text: str) -> bool:
    """Whether it is a time as MediaWiki writes it, on a day that there is."""
    if not TIMESTAMP.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
