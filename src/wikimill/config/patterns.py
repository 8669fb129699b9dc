"""Patterns of template names, as `convert.keep` and `convert.drop` list them."""

from __future__ import annotations

import fnmatch
import functools
import re
from collections.abc import Callable, Iterable
from typing import Annotated

from pydantic import AfterValidator

SPACES = re.compile("[ _]+")
FIRST = re.compile(r"\[[^\]]+\]|.", re.DOTALL)  # what a name, or a pattern, begins with


def normalize_name(name: str) -> str:
    """A template's name with single spaces and a capital first letter, as a pattern is compared with it."""
    return FIRST.sub(lambda first: first[0].upper(), SPACES.sub(" ", name).strip(), count=1)


def check_pattern(text: str) -> str:
    """The pattern.

    Raises:
        ValueError: there is nothing in it, or a namespace, which no name has that is compared with it.
    """
    if not normalize_name(text) or normalize_name(text).lower().startswith("template:"):
        raise ValueError("a pattern is a template's name without its namespace, in which * stands for any characters")
    return text


def matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """A function that tells whether a template's name, without namespace, is meant by one of the patterns.

    `*` stands for any characters, `?` for one, `[ab]` for one of these. First letters are compared in any case.
    """
    expressions = [fnmatch.translate(normalize_name(pattern)) for pattern in patterns]
    if not expressions:
        return lambda name: False
    whole = re.compile("|".join(expressions))
    return functools.lru_cache(1 << 14)(lambda name: whole.match(normalize_name(name)) is not None)


TemplatePattern = Annotated[str, AfterValidator(check_pattern)]
