"""Wikitext of any bytes. What is not UTF-8 is a lone surrogate in a `str`; pandoc gets U+FFFD for each."""

from __future__ import annotations

import re
from collections import Counter

from wikimill.convert.losses import Loss, Losses

# Shown by no browser; those of ASCII no wiki stores, and some are our marks (workflow/reader/marks.lua).
# U+0085 is white space.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes) -> str:
    """The text. A lone surrogate, which JSON may have and raw/ keeps, is one again; another wrong byte becomes one."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape")


def replace_surrogates(text: str) -> tuple[str, int]:
    """The text as UTF-8 can encode it, and how many of its characters were replaced."""
    return LONE_SURROGATE.subn("\ufffd", text)


def clean(text: str) -> tuple[str, Losses]:
    """A page's text with one kind of line ends, without what UTF-8 cannot encode and without control characters."""
    text, replaced = replace_surrogates(text)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    losses = [Loss("characters", "not UTF-8", replaced)] if replaced else []
    counts = Counter(CONTROL.findall(text))
    if counts:
        losses += (Loss("characters", f"U+{ord(each):04X}", number) for each, number in sorted(counts.items()))
        text = CONTROL.sub("", text)
    return text, tuple(losses)
