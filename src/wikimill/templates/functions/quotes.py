"""Apostrophes: what bold and italics leave of a text, as MediaWiki's doQuotes counts them."""

from __future__ import annotations

import re

RUN = re.compile(r"('{2,})")
BOLD, ITALIC, BOTH = 3, 2, 5


def without_quotes(text: str) -> str:
    """A text without its marks of bold and italics; apostrophes that are none of these stay."""
    parts = RUN.split(text)
    if len(parts) == 1:
        return text
    runs = []
    for i in range(1, len(parts), 2):
        length = len(parts[i])
        kept = 1 if length == 4 else max(length - BOTH, 0)
        parts[i - 1] += "'" * kept
        runs.append(length - kept)
    bold = sum(run != ITALIC for run in runs)
    italic = sum(run != BOLD for run in runs)
    if bold % 2 and italic % 2:
        apostrophe = _apostrophe([parts[2 * i] for i, run in enumerate(runs) if run == BOLD])
        if apostrophe is not None:
            parts[2 * [i for i, run in enumerate(runs) if run == BOLD][apostrophe]] += "'"
    return "".join(parts[::2])


def _apostrophe(before: list[str]) -> int | None:
    """Which mark of bold is an apostrophe and a mark of italics, by the texts before those of bold.

    It is the first after a word of one letter, else the first after a longer one, else the first.
    """
    for i, text in enumerate(before):
        if text[-1:] != " " and text[-2:-1] == " ":
            return i
    for i, text in enumerate(before):
        if text[-1:] != " ":
            return i
    return 0 if before else None
