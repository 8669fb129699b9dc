"""Labels: which template made an element of the page, for the reader (workflow/reader/marks.lua).

A number between two U+0002 stands behind the name of each tag and behind the `{|` of each table that a template made.
No wiki stores that character, and the reader takes labels away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# Elements that MediaWiki lets pages have, but for <pre>, which is an extension tag to the preprocessor.
TAGS = """abbr b bdi bdo big blockquote br caption center cite code data dd del dfn div dl dt em font h1 h2 h3 h4 h5 h6
hr i ins kbd li link mark meta ol p q rb rp rt rtc ruby s samp small span strike strong sub sup table td th time tr tt
u ul var wbr"""
OPENING = re.compile(rf"<(?:{'|'.join(TAGS.split())})(?=[\s/>])|^[ \t:]*\{{\|(?!\x02)", re.IGNORECASE | re.MULTILINE)
LABEL = re.compile("\x02[0-9]*\x02?")
NO_LABEL = "\x02\x02"  # behind the name of a tag that would otherwise be an extension tag
MOST_MISSES = 50  # texts that are looked for in vain: each search may read all of the text


def label(text: str, number: int) -> str:
    """The text, whose elements without a label now have one."""
    if "<" not in text and "{|" not in text:
        return text
    return OPENING.sub(f"\\g<0>\x02{number}\x02", text)


def label_parts(text: str, parts: Sequence[tuple[str, int]]) -> str:
    """The text with labels on those of its parts that are given, with the numbers of their templates.

    Of a part that stands in another, the other comes later, and counts.
    """
    out: list[str] = []
    end, misses = len(text), 0
    for untrimmed, number in reversed(parts):
        part = untrimmed.strip()
        if "<" not in part and "{|" not in part:
            continue
        found = text.rfind(part, 0, end)
        if found >= 0:
            out += [text[found + len(part) : end], label(part, number)]
            end = found
        elif (misses := misses + 1) > MOST_MISSES:
            break
    return "".join([text[:end], *reversed(out)])
