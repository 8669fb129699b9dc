"""Infoboxes whose template is not to be had: their arguments as a table of two columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

PICTURE = re.compile(r"\.(?:jpe?g|JPG|png|PNG|svg|gif|webp|ogg)\Z")  # a row of a file's name says nothing
BREAKS = re.compile(r"[* \t\n\v\f\r]+")  # white space between lines, and the stars of a list


def is_infobox(name: str) -> bool:
    """Whether a template of this name is an infobox, on a wiki in English."""
    lower = name.lower()
    return "infobox" in lower or "taxobox" in lower or lower.startswith("info/")


def infobox_table(arguments: Mapping[str, str]) -> str | None:
    """A table of the arguments that have a name and a value, in their order; None if there are none.

    Left out are arguments by position, tables inside the table, and rows that are the name of a file.
    """
    rows = [
        f"|-\n| {name.replace('_', ' ')} || {_cell(value)}"
        for name, value in arguments.items()
        if value and not name.isdecimal() and "\n{|" not in value and not PICTURE.search(value)
    ]
    return "\n".join(["", "{|", *rows, "|}", ""]) if rows else None


def _cell(value: str) -> str:
    """A value in one line; what stands before a first bar of its own would be taken for attributes."""
    line = BREAKS.sub(lambda run: "; " if "\n" in run[0] else run[0], value.removeprefix("*").strip())
    return f"| {line}" if "|" in line.partition("[[")[0] else line
