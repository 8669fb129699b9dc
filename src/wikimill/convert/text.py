"""Wikitext of any bytes. What is not UTF-8 is a lone surrogate in a `str`; pandoc gets U+FFFD for each."""

from __future__ import annotations

import re

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
