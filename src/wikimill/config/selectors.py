"""Selectors of elements, as `convert.remove` lists them; workflow/wikitext/selectors.lua reads the same grammar."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

NAME = r"[\w\x80-\ud7ff\ue000-\U0010ffff-]+"
VALUE = r"""(?:"[^"]+"|'[^']+'|[^\s"'\]]+)"""
TEST = rf"(?:\.{NAME}|\#{NAME}|\[\s*{NAME}\s*(?:[~^$*]?=\s*{VALUE}\s*)?\])"
SELECTOR = re.compile(rf"(?!$)(?:{NAME})?(?:{TEST}|:not\(\s*(?:{NAME}|{TEST})\s*\))*", re.ASCII)
GRAMMAR = (
    "tag, .class, #id, [attribute], [attribute=value] (also ~=, ^=, $=, *=), :not(one of these), or several together "
    "as in table:not(.wikitable)"
)


def check_selector(text: str) -> str:
    """The selector.

    Raises:
        ValueError: it is none.
    """
    if not SELECTOR.fullmatch(text):
        raise ValueError(f"a selector is {GRAMMAR}")
    return text


Selector = Annotated[str, AfterValidator(check_selector)]
