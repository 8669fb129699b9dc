"""The sentence that something stands in, for lists of what was left out."""

from __future__ import annotations

import re

MOST = 160  # characters on each side
BEGIN = re.compile(r".*(?:\n|[.!?。！？]\s+)", re.DOTALL)
END = re.compile(r"\n|(?<=[.!?。！？])\s")
CUT_TAG = re.compile(r"\A[^<>]*>")
MARKUP = re.compile(
    r"<ref\b[^<>]*>[^<]*</ref>|'{2,}|<[^<>]*>?|\[\[(?:[^\[\]|]*\|)?|\]\]|[\x02\x03][0-9]*[\x02\x03]?|\x01"
)


def sentence_with(part: str, text: str, start: int, end: int) -> str:
    """The sentence of `text` from which `part` was taken between `start` and `end`, with it, and without markup."""
    before = BEGIN.sub("", CUT_TAG.sub("", text[max(0, start - MOST) : start]))
    after = text[end : end + MOST]
    stop = END.search(after)
    if stop:
        after = after[: stop.start()]
    return " ".join(f"{MARKUP.sub('', before)}{part}{MARKUP.sub('', after)}".split())
