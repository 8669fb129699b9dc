"""Texts with strip markers in them."""

from __future__ import annotations

from collections.abc import Callable

from wikimill.templates.strip_markers import MARKER


def outside_markers(text: str, change: Callable[[str], str]) -> str:
    """A text of which a function changes everything but the markers; MediaWiki's markerSkipCallback."""
    if "\x7f" not in text:
        return change(text)
    out, end = [], 0
    for match in MARKER.finditer(text):
        out += [change(text[end : match.start()]), match[0]] if match.start() > end else [match[0]]
        end = match.end()
    return "".join(out) + (change(text[end:]) if end < len(text) else "")
