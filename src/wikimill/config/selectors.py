"""Selectors of elements, as `convert.remove` lists them; workflow/reader/selectors.lua reads the same grammar."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

NAME = r"[\w-]+"
TEST = rf"""(?:\.{NAME}|\#{NAME}|\[\s*{NAME}\s*(?:[~^$*]?=\s*(?:"[^"]+"|'[^']+'|[^\s"'\]]+)\s*)?\])"""
SELECTOR = re.compile(rf"(?=.)(?:{NAME})?(?:{TEST}|:not\(\s*(?:{NAME}|{TEST})\s*\))*")
GRAMMAR = "tag, .class, #id, [attribute], [attribute=value], :not(one of these), or several together: table:not(.wikitable)"


def check_selector(text: str) -> str:
    """The selector.

    Raises:
        ValueError: it is none.
    """
    if not SELECTOR.fullmatch(text):
        raise ValueError(f"{text!r} is no selector; write {GRAMMAR}")
    return text


Selector = Annotated[str, AfterValidator(check_selector)]
