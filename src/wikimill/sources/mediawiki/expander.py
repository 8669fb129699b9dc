"""Templates, expanded by the wiki's own parser: many in one request."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

from wikimill.sources.mediawiki.connection import Connection
from wikimill.sources.mediawiki.expansion_cache import Expansion

# Templates of one request, and bytes of their wikitext: three times that when encoded in a POST, of which
# common servers take 1 MB.
BATCH, BATCH_BYTES = 100, 128 << 10
LARGEST = 2 << 20  # bytes of an expansion; MediaWiki's own limit for a page with all its templates
# The title that templates are expanded on: no page has it, and where it shows an expansion depends on the page.
NOWHERE = "Wikimill" + hashlib.sha256(b"wikimill").hexdigest()[:16]
# The parser has limits a request. What it leaves undone in a batch may be done when asked for alone.
UNDONE = re.compile(r'<!-- WARNING: |class="[^"<>]*error')
# What the API would replace, with a warning.
NOT_STORED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Expander:
    """Asks a wiki; `categories` are its names of the category namespace."""

    def __init__(self, connection: Connection, categories: Iterable[str]) -> None:
        self.connection = connection
        names = "|".join(map(re.escape, categories))
        # Sort keys show the title on many pages, and are no text.
        self.sorting = re.compile(rf"\[\[\s*(?:{names})\s*:[^\[\]]*{NOWHERE}[^\[\]]*\]\]", re.IGNORECASE)

    def close(self) -> None:
        """Let other processes ask."""
        self.connection.close()

    def expand(self, invocations: Iterable[str], title: str = "") -> Iterator[list[Expansion]]:
        """The expansion of each template on the page `title`, or on a page that is not there.

        One request, and one list, for every 100 templates.

        Raises:
            WikimillError: what `Connection` raises, and an answer with a warning.
        """
        for batch in _batches(invocations):
            answers = self._answers(batch, title or NOWHERE)
            yield [self._expansion(invocation, title, wikitext) for invocation, wikitext in answers]

    def _expansion(self, invocation: str, title: str, wikitext: str | None) -> Expansion:
        if wikitext is None or title:
            return Expansion(invocation, title, wikitext)
        wikitext = self.sorting.sub("", wikitext)
        page_dependent = NOWHERE.casefold() in wikitext.casefold()
        return Expansion(invocation, "", None if page_dependent else wikitext, page_dependent)

    def _answers(self, batch: list[str], title: str) -> Iterator[tuple[str, str | None]]:
        """The answers of a batch. What is not surely good is asked for again, in halves."""
        found = self._asked(batch, title)
        if len(batch) == 1:
            yield batch[0], found[0] if found and _size(found[0]) <= LARGEST else None
            return
        sure = {each: text for each, text in zip(batch, found, strict=True) if not UNDONE.search(text)} if found else {}
        yield from sure.items()
        left = [each for each in batch if each not in sure]
        half = (len(left) + 1) // 2
        for part in (left[:half], left[half:]):
            if part:
                yield from self._answers(part, title)

    def _asked(self, batch: list[str], title: str) -> list[str] | None:
        """One request: the expansions in order, None when the answer does not come apart into them."""
        if sum(map(_size, batch)) > BATCH_BYTES:
            return None
        # No page can hold a digest of itself.
        mark = hashlib.sha256("\0".join([title, *batch]).encode("utf-8", "replace")).hexdigest()[:32]
        pieces = [f"{mark}n{index}z{_sendable(each)}" for index, each in enumerate(batch)]
        answer, warnings = self.connection.expand("".join([*pieces, f"{mark}n{len(batch)}z"]), title)
        if warnings and len(batch) == 1:
            raise self.connection.error(f"it warns: {warnings}", "run again later, or leave the page out")
        found = re.split(f"{mark}n([0-9]+)z", answer)
        whole = found[1::2] == [str(index) for index in range(len(batch) + 1)] and not found[0] and not found[-1]
        return [_storable(each) for each in found[2:-1:2]] if whole and not warnings else None


def _batches(invocations: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for invocation in invocations:
        if batch and (len(batch) == BATCH or size + _size(invocation) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(invocation)
        size += _size(invocation)
    if batch:
        yield batch


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _sendable(text: str) -> str:
    return unicodedata.normalize("NFC", NOT_STORED.sub("", text))


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
