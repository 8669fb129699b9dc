"""What the reader of wikitext must know of a wiki, as JSON can hold it (workflow/wikitext/wiki.lua)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from wikimill.site.model import MagicWord, Site
from wikimill.site.namespaces import CATEGORY, FILE
from wikimill.site.page_types import page_types
from wikimill.site.wikimedia import LANGUAGES

LAST = 0xFFFF  # code point
UNDERSCORES = ("__", "＿＿")
# A link trail in MediaWiki's tables: PCRE with a group of letters, classes of letters, words, and apostrophes that
# begin no bold text; before them the beginning of a group, a backslash, a colon that may be missing.
TRAIL = re.compile(r"/\^\((?P<letters>.*)\)\(\.\*\)\$/\w*", re.DOTALL)
PART = re.compile(r"\[(?P<set>(?:[^\]\\]|\\.)+)\]|(?P<apostrophe>'\(\?!'\))|(?P<word>[^\[\]|()?+*\\]+)")
NOT_LETTERS = re.compile(r"\(\?:|\\(?=')|.\?(?!!)")
LETTER = re.compile(r"\\x\{(?P<hex>[0-9A-Fa-f]{1,6})\}|\\?(?P<plain>.)", re.DOTALL)


def reader_table(site: Site) -> dict[str, Any]:
    """Language; names of namespaces, in small letters; prefixes of links to other languages; behaviour switches by
    what authors write, those whose case matters apart; words that begin a redirect; options of images; names of
    extension tags; names of templates and categories that say what a page is; the letters that continue a link."""
    switches = [word for word in site.magic_words.values() if any(map(_is_switch, word.aliases))]
    with_subpages = [space.id for space in site.namespaces.values() if space.subpages]
    images = [word for word in site.magic_words.values() if word.name.startswith("img_")]
    return {
        "language": site.language,
        "file": _lower(site.namespace_names(FILE)),
        "category": _lower(site.namespace_names(CATEGORY)),
        "subpages": _lower(name for number in with_subpages for name in site.namespace_names(number)),
        "languages": sorted(LANGUAGES if site.languages is None else site.languages),
        "switches": _switches(word for word in switches if not word.case_sensitive),
        "case_sensitive_switches": _switches(word for word in switches if word.case_sensitive),
        "redirect": _lower(site.redirect_words),
        "images": {alias: word.name for word in images for alias in word.aliases},
        "extensions": sorted(site.extension_tags),
        "page_types": page_types(site.language).to_dict(),
        "trail": parse_trail(str(site.general.get("linktrail", ""))),
    }


def parse_trail(pattern: str) -> dict[str, Any]:
    """The letters of a link trail: `ranges` of code points, first and last; `words` such as "c'h"; and whether an
    `apostrophe` that begins no bold text is one. Small Latin letters where a wiki has a pattern of another form."""
    found = TRAIL.fullmatch(pattern)
    letters = NOT_LETTERS.sub("", found["letters"]) if found else "[a-z]"
    points: set[int] = set()
    words: set[str] = set()
    apostrophe = False
    for part in PART.finditer(letters):
        if part["set"]:
            points.update(_points(part["set"]))
        elif part["apostrophe"]:
            apostrophe = True
        elif len(part["word"]) == 1:
            points.add(ord(part["word"]))
        else:
            words.add(part["word"])
    return {"ranges": list(_ranges(sorted(points))), "words": sorted(words, reverse=True), "apostrophe": apostrophe}


def _points(letters: str) -> Iterator[int]:
    """The code points of the inside of a class of characters."""
    points = [int(each["hex"], 16) if each["hex"] else ord(each["plain"]) for each in LETTER.finditer(letters)]
    position = 0
    while position < len(points):
        if position + 2 < len(points) and points[position + 1] == ord("-"):
            yield from range(points[position], min(points[position + 2], LAST) + 1)
            position += 3
        else:
            yield points[position]
            position += 1


def _ranges(points: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of code points that follow each other."""
    for _, run in itertools.groupby(enumerate(points), key=lambda each: each[1] - each[0]):
        found = [point for _, point in run]
        yield found[0], found[-1]


def _lower(names: Iterable[str]) -> list[str]:
    return sorted({name.replace("_", " ").lower() for name in names})


def _is_switch(alias: str) -> bool:
    return alias.startswith(UNDERSCORES)


def _switches(words: Iterable[MagicWord]) -> dict[str, str]:
    """MediaWiki's name of each switch by what stands between the underscores."""
    return {
        (alias if word.case_sensitive else alias.lower()).strip("_＿"): word.name
        for word in words
        for alias in word.aliases
        if _is_switch(alias)
    }
