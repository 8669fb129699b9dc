"""Where two long texts begin to differ, in a few lines that any terminal can show."""

from __future__ import annotations

import difflib
import re
from itertools import chain, islice

from wikimill.plain_text import visible

# A page's line is a paragraph: in it sentences, tags, links and cells are compared.
PIECE = re.compile(r".*?(?:\n|[.!?] +|(?=[<|]|\[\[|\{\{)|(?<=>)|(?<=\]\])|(?<=\}\})|\Z)", re.DOTALL)
WINDOW = 20_000  # characters compared, from the first difference on
MOST_PIECES = 400
MOST_LINES = 12
LONGEST = 160  # characters of a line


def short_diff(one: str, other: str) -> list[str]:
    """The first lines of a unified diff between two texts, one at least if they differ.

    Line ends are shown as `⏎`, other characters that do not print as escapes. Long texts cost no more than short ones.
    """
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(one.rfind("\n", 0, same) + 1, same - LONGEST // 2)
    before, after = (_pieces(text[start : start + WINDOW]) for text in (one, other))
    hunks: list[list[str]] = []
    for line in islice(difflib.unified_diff(before, after, n=1, lineterm=""), 2, None):
        if line.startswith("@@"):
            hunks.append([])
        else:
            hunks[-1].append(line[0] + _shown(line[1:]))
    is_cut = max(len(one), len(other)) > start + WINDOW or MOST_PIECES in (len(before), len(after))
    shown = list(chain.from_iterable(hunks[:-1] if is_cut and hunks[1:] else hunks))  # the end of a window may differ
    return [*shown[:MOST_LINES], *(["…"] if len(shown) > MOST_LINES else [])]


def _pieces(text: str) -> list[str]:
    return [piece for piece in islice((match[0] for match in PIECE.finditer(text)), MOST_PIECES) if piece]


def _shown(piece: str) -> str:
    text = visible(piece.replace("\n", "⏎"))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
