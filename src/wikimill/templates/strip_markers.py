"""Strip markers: what stands in a text for what must not be read as wikitext, extension tags above all.

They look as MediaWiki's do, since modules look for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

PREFIX, SUFFIX = "\x7f'\"`UNIQ-", "-QINU`\"'\x7f"
MARKER = re.compile("\x7f'\"`UNIQ-[^\x7f]*?-QINU`\"'\x7f")
NESTING = 20  # how deep markers may lie in what markers stand for; MediaWiki's own bound


class Stripped(NamedTuple):
    """What a marker stands for: `text` makes the wikitext of it, when it is known that someone reads it.

    `shown` is what a `<nowiki>` tag shows, None for everything else.
    """

    text: Callable[[], str]
    shown: str | None


class StripMarkers:
    """The markers of the page at hand."""

    def __init__(self) -> None:
        self._stripped: dict[str, Stripped] = {}

    def add(self, name: str, text: Callable[[], str], shown: str | None = None) -> str:
        """Put something aside; the marker that stands for it. `name` is a tag's."""
        marker = f"{PREFIX}-{name}-{len(self._stripped):08X}{SUFFIX}"
        self._stripped[marker] = Stripped(text, shown)
        return marker

    def restore(self, text: str) -> str:
        """The text with what its markers stand for; those that nothing is known of go."""
        for _ in range(NESTING):
            if "\x7f" not in text:
                break
            text = MARKER.sub(lambda match: self._text(match[0]), text)
        return MARKER.sub("", text).replace("\x7f", "")

    def restore_nowiki(self, text: str) -> str:
        """The text with what its `<nowiki>` tags show, as `mw.text.unstripNoWiki` gives it."""
        return MARKER.sub(lambda match: self._shown(match[0], match[0]), text) if "\x7f" in text else text

    def kill(self, text: str, name: str = "") -> str:
        """The text without markers, or without those of one tag."""
        pattern = re.compile(f"{PREFIX}-{name}-[^\x7f]*?{SUFFIX}") if name else MARKER
        return pattern.sub("", text) if "\x7f" in text else text

    def unstrip(self, text: str) -> str:
        """The text with what its `<nowiki>` tags show and without other markers, as `mw.text.unstrip` gives it."""
        return MARKER.sub(lambda match: self._shown(match[0], ""), text) if "\x7f" in text else text

    def _text(self, marker: str) -> str:
        stripped = self._stripped.get(marker)
        return stripped.text() if stripped else ""

    def _shown(self, marker: str, other: str) -> str:
        stripped = self._stripped.get(marker)
        return other if stripped is None or stripped.shown is None else stripped.shown
