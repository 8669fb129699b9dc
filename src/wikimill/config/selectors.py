"""Selectors of elements, as `convert.remove` lists them, and the conditions that they are made of.

Nothing else reads their grammar: html_elements.py and workflow/wikitext/selectors.lua are given conditions.
"""

from __future__ import annotations

import re
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

NAME = r"[\w\x80-\ud7ff\ue000-\U0010ffff-]+"
VALUE = r"""(?:"[^"]+"|'[^']+'|[^\s"'\]]+)"""
TEST = rf"(?:\.{NAME}|\#{NAME}|\[\s*{NAME}\s*(?:[~^$*]?=\s*{VALUE}\s*)?\])"
SELECTOR = re.compile(rf"(?!$)(?:{NAME})?(?:{TEST}|:not\(\s*(?:{NAME}|{TEST})\s*\))*", re.ASCII)
GRAMMAR = (
    "tag, .class, #id, [attribute], [attribute=value] (also ~=, ^=, $=, *=), :not(one of these), or several together "
    "as in table:not(.wikitable)"
)
PART = re.compile(
    rf"""(?P<not>:not\(\s*)?(?:(?P<tag>{NAME})|\.(?P<class>{NAME})|\#(?P<id>{NAME})
    |\[\s*(?P<name>{NAME})\s*(?:(?P<sign>[~^$*]?=)\s*(?P<value>{VALUE})\s*)?\])(?(not)\s*\))""",
    re.X | re.ASCII,
)
SPACE = re.compile("[ \t\n\f\r]+")
STYLE_SPACE = re.compile(" ?([:;]) ?")


class Condition(NamedTuple):
    """What an element must be or, where it is `negated`, must not be.

    `name` is an attribute, empty for the tag; `sign` says how what it has is compared with `value`, and is empty where
    it only has to be there.
    """

    name: str
    sign: str
    value: str
    negated: bool


def parse_selector(text: str) -> tuple[Condition, ...]:
    """The conditions of a selector, all of which an element must meet."""
    return tuple(map(_condition, PART.finditer(check_selector(text))))


def _condition(match: re.Match[str]) -> Condition:
    negated = match["not"] is not None
    if match["tag"]:
        return Condition("", "=", match["tag"].lower(), negated)
    if match["class"]:
        return Condition("class", "~=", match["class"], negated)
    if match["id"]:
        return Condition("id", "=", match["id"], negated)
    name, value = match["name"].lower(), match["value"] or ""
    if value.startswith(("'", '"')):
        value = value[1:-1]
    return Condition(name, match["sign"] or "", tidy_style(value) if name == "style" else value, negated)


def tidy_style(value: str) -> str:
    """A style with its white space as styles are compared."""
    return STYLE_SPACE.sub(r"\1", SPACE.sub(" ", value))


def check_selector(text: str) -> str:
    """The selector.

    Raises:
        ValueError: it is none.
    """
    if not SELECTOR.fullmatch(text):
        raise ValueError(f"a selector is {GRAMMAR}")
    return text


Selector = Annotated[str, AfterValidator(check_selector)]
