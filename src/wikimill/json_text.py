"""JSON that others wrote: what Python cannot read of it is one kind of error, and all text is valid Unicode."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

# Characters beyond 16 bits are pairs of escapes: a high half, then a low one.
HIGH, LOW = r"u[dD][89abAB][0-9a-fA-F]{2}", r"u[dD][c-fC-F][0-9a-fA-F]{2}"
ESCAPE = re.compile(rf"\\(?:{HIGH}\\{LOW}|(?P<half>{HIGH}|{LOW})|.)", re.DOTALL)
# What a text with a lone half has: a half that seems to have no partner, or one behind another backslash. Searching for
# it takes a tenth of the time of replacing.
SUSPECT = re.compile(rf"\\{HIGH}(?!\\{LOW})|(?<!\\{HIGH})\\{LOW}|\\\\u[dD]")
REPLACED = r"\ufffd"


class JsonLimitError(ValueError):
    """JSON that is valid as far as it was read, and exceeds what Python reads. Another time it would do so again."""


def parse_json(
    text: str | bytes,
    parse_number: Callable[[str], Any] | None = None,
    parse_constant: Callable[[str], Any] | None = None,
) -> Any:
    """The value of a JSON text.

    Args:
        text: the text, or its bytes in UTF-8, with a byte order mark or without.
        parse_number: makes a value of a number; the default is an `int` or a `float`.
        parse_constant: makes a value of `NaN`, `Infinity` and `-Infinity`, which are no JSON.

    Raises:
        JsonLimitError: it is nested too deeply, or has an integer of thousands of digits.
        ValueError: it is not JSON, or not UTF-8.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8-sig")
    try:
        return json.loads(
            replace_halves(text), parse_int=parse_number, parse_float=parse_number, parse_constant=parse_constant
        )
    except RecursionError:
        raise JsonLimitError("is nested too deeply") from None
    except ValueError as error:
        if type(error) is ValueError and parse_number is None and parse_constant is None:
            raise JsonLimitError("has a number of too many digits") from None
        raise


def replace_halves(text: str) -> str:
    r"""The JSON text with U+FFFD for each `\ud800` to `\udfff` that is no half of a character, as MediaWiki has it."""
    if ("\\ud" in text or "\\uD" in text) and SUSPECT.search(text):
        return ESCAPE.sub(lambda found: REPLACED if found["half"] else found[0], text)
    return text
