"""Categories that lead to another one, by the wikitext of their page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from wikimill.titles import is_illegal, normalize_title

LINK = re.compile(r"\s*:?\s*\[\[\s*:?([^\[\]|\n]+)")
# `{{Category redirect|Target}}`, `{{Catégorie redirigée|1=Catégorie:Target}}`
CALL = re.compile(r"\{\{([^{}|\n]{1,255})\|\s*(?:1\s*=\s*)?:?([^{}|\[\]\n]{1,255})[|}]")
# In the names of such templates in most languages that write in Latin letters; others have the wiki's own word.
REDIRECT = "redir"


def category_target(
    text: str, redirect_words: Iterable[str], prefixes: Collection[str], first_letter: bool
) -> str | None:
    """The category that the page of a category leads to, by a redirect or a template for one; None for any other.

    Args:
        text: the wikitext of the page.
        redirect_words: what a redirect begins with on this wiki.
        prefixes: the names of the category namespace, casefolded.
        first_letter: whether titles begin with a capital letter.

    Returns:
        The title without the namespace.
    """
    words = [word.casefold() for word in redirect_words]
    start = text.lstrip()
    for word in words:
        if start[: len(word)].casefold() == word and (match := LINK.match(start, len(word))):
            prefix, colon, name = match[1].partition(":")
            is_category = colon and normalize_title(prefix).casefold() in prefixes
            return _legal(normalize_title(name.partition("#")[0], first_letter)) if is_category else None
    names = (REDIRECT, *(word.strip("#＃") for word in words))
    for match in CALL.finditer(text):
        if any(name in match[1].casefold() for name in names):
            prefix, colon, rest = match[2].partition(":")
            bare = rest if colon and normalize_title(prefix).casefold() in prefixes else match[2]
            return _legal(normalize_title(bare, first_letter))
    return None


def _legal(title: str) -> str | None:
    return None if is_illegal(title) else title
