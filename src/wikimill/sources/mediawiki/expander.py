"""Templates expanded by the wiki's own parser, many in one request."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

from wikimill.sources.mediawiki.connection import Connection, InternalError
from wikimill.sources.mediawiki.expansion_cache import Expansion
from wikimill.sources.mediawiki.failing_pages import check_parser
from wikimill.streams import batched_by_weight

# Templates in one request, and bytes of their wikitext: three times as many when encoded in a POST, and common servers
# accept 1 MB.
BATCH, BATCH_BYTES = 100, 128 << 10
MAX_EXPANSION = 2 << 20  # bytes; MediaWiki's own limit for a page with all its templates
# The title that templates are expanded on. No page has it; where it appears, the expansion depends on the page.
PLACEHOLDER_TITLE = "Wikimill" + hashlib.sha256(b"wikimill").hexdigest()[:16]
# The parser has limits per request: what it leaves unexpanded in a batch may be expanded when requested alone.
UNEXPANDED = re.compile(r'<!-- WARNING: |class="[^"<>]*error')
# Characters that the API would replace, with a warning.
INVALID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Expander:
    """Asks a wiki; `categories` are its names for the category namespace."""

    def __init__(self, connection: Connection, categories: Iterable[str]) -> None:
        self.connection = connection
        names = "|".join(map(re.escape, categories))
        # Sort keys often contain the page's title, and are not text.
        self.sort_keys = re.compile(rf"\[\[\s*(?:{names})\s*:[^\[\]]*{PLACEHOLDER_TITLE}[^\[\]]*\]\]", re.IGNORECASE)

    def close(self) -> None:
        """Let other processes have their turn."""
        self.connection.close()

    def expand(self, invocations: Iterable[str], title: str = "") -> Iterator[list[Expansion]]:
        """Expand each template on the page `title`, or on a page that does not exist.

        One request, and one list, for every 100 templates.

        Raises:
            WikimillError: what `Connection` raises, but for one template on which the wiki fails; or a warning.
        """
        for batch in batched_by_weight(invocations, BATCH, BATCH_BYTES, _size):
            results = self._expand_batch(batch, title or PLACEHOLDER_TITLE)
            yield [self._expansion(invocation, title, wikitext) for invocation, wikitext in results]

    def _expansion(self, invocation: str, title: str, wikitext: str | None) -> Expansion:
        if wikitext is None or title:
            return Expansion(invocation, title, wikitext)
        wikitext = self.sort_keys.sub("", wikitext)
        page_dependent = PLACEHOLDER_TITLE.casefold() in wikitext.casefold()
        return Expansion(invocation, "", None if page_dependent else wikitext, page_dependent)

    def _expand_batch(self, batch: list[str], title: str) -> Iterator[tuple[str, str | None]]:
        """The expansions of a batch. Those that may be incomplete are requested again, in halves."""
        found = self._request(batch, title)
        if len(batch) == 1:
            yield batch[0], found[0] if found and _size(found[0]) <= MAX_EXPANSION else None
            return
        pairs = zip(batch, found, strict=True) if found else ()
        complete = {each: text for each, text in pairs if not UNEXPANDED.search(text)}
        yield from complete.items()
        left = [each for each in batch if each not in complete]
        half = (len(left) + 1) // 2
        for part in (left[:half], left[half:]):
            if part:
                yield from self._expand_batch(part, title)

    def _request(self, batch: list[str], title: str) -> list[str] | None:
        """One request: the expansions in order, None if the result cannot be split into them, or the wiki fails."""
        if sum(map(_size, batch)) > BATCH_BYTES:
            return None
        # No text can contain its own digest.
        mark = hashlib.sha256("\0".join([title, *batch]).encode("utf-8", "replace")).hexdigest()[:32]
        pieces = [f"{mark}n{index}z{each}" for index, each in enumerate(map(valid_request, batch))]
        try:
            expanded, warnings = self.connection.expand("".join([*pieces, f"{mark}n{len(batch)}z"]), title)
        except InternalError as error:
            if len(batch) == 1:
                check_parser(self.connection, title, error)
            return None
        if warnings and len(batch) == 1:
            raise self.connection.error(f"it warns: {warnings}", "run again later, or leave the page out")
        found = re.split(f"{mark}n([0-9]+)z", expanded)
        is_whole = found[1::2] == [str(index) for index in range(len(batch) + 1)] and not found[0] and not found[-1]
        texts = [each.encode("utf-8", "replace").decode() for each in found[2:-1:2]]
        return texts if is_whole and not warnings else None


def valid_request(text: str) -> str:
    """The text as the API takes it without a warning."""
    return unicodedata.normalize("NFC", INVALID.sub("", text))


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
