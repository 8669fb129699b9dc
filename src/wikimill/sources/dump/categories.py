"""The categories that a page's wikitext puts it in, in time linear to its length."""

from __future__ import annotations

import html
import re
from collections.abc import Collection

from wikimill.titles import normalize

LINK = re.compile(r"\[\[([^\[\]|\n]+)(?:\|[^\[\]]*)?\]\]")
# Where a link is no link: comments and what is shown as typed.
OPENING = re.compile(r"<(?:!--|(nowiki|pre|math|syntaxhighlight|source)\b[^<>]*>)", re.I)
# MediaWiki takes a comment without an end to go on to the end of the text.
COMMENT_END = re.compile(r"-->|\Z")


def categories(text: str, prefixes: Collection[str], first_letter: bool) -> set[str]:
    """Titles without the namespace; `prefixes` are the namespace's names, casefolded."""
    found = set()
    for target in LINK.findall(_visible(text)):
        prefix, colon, name = html.unescape(target).partition(":")
        if colon and normalize(prefix).casefold() in prefixes:
            title = normalize(name, first_letter)
            if title:
                found.add(title)
    return found


def _visible(text: str) -> str:
    """The text without comments and verbatim tags. An end that was not found once is not looked for again."""
    parts = []
    endless = set()
    start = position = 0
    while match := OPENING.search(text, position):
        position = match.end()
        name = (match[1] or "").lower()
        if name in endless or match[0].endswith("/>"):
            continue
        end = (re.compile(rf"</{name}\s*>", re.I) if name else COMMENT_END).search(text, position)
        if end is None:
            endless.add(name)
        else:
            parts.append(text[start : match.start()])
            start = position = end.end()
    return "".join([*parts, text[start:]])
