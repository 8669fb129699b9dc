"""What a wiki may say of itself: no value that is not of these forms gets into a `Site`.

A wiki, a dump or a file that was edited by hand may say anything. MediaWiki's own limits are those of its database
(255 bytes) and of its configuration; the others are far above what the largest wikis have.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from wikimill.site.model import Site

LANGUAGE = re.compile(r"[a-z]{1,12}(-[a-z0-9]{1,12}){0,4}", re.ASCII)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
LONGEST_NAME = 255  # characters
LONGEST_VALUE = 2_000  # characters of a value of `general`: URLs, patterns of letters
MOST_ENTRIES = 1_000  # of `general`, and of a list or a table in it
DEEPEST = 4  # levels of lists and tables in one of its values; MediaWiki has two
MOST_NAMESPACES = 1_000
MOST_WORDS = 10_000  # magic words, functions, tags, prefixes, special pages
MOST_ALIASES = 500  # of one of them


def check_site(site: Site) -> Site:
    """The site itself.

    Raises:
        ValueError: it says what no wiki says; the message names the value.
    """
    if not LANGUAGE.fullmatch(site.language):
        raise ValueError(f"its language is {_shown(site.language)}, which is no code of a language")
    _check_count("values in `general`", site.general, MOST_ENTRIES)
    for key, value in site.general.items():
        _check_text("a name in `general`", key, LONGEST_NAME)
        _check_value(f"its `{key}`", value)
    _check_count("namespaces", site.namespaces, MOST_NAMESPACES)
    names: dict[str, int] = {}
    aliases: dict[str, int] = {}  # one that is another's name, as in Kyrgyz, means that other one
    for space in site.namespaces.values():
        _check_count(f"aliases of namespace {space.id}", space.aliases, MOST_ALIASES)
        for own, each in ((names, (space.name, space.canonical)), (aliases, space.aliases)):
            for name in filter(None, each):
                _check_text("a name of a namespace", name, LONGEST_NAME)
                if own.setdefault(name.replace("_", " ").casefold(), space.id) != space.id:
                    raise ValueError(f"two of its namespaces have the name {_shown(name)}")
    _check_count("magic words", site.magic_words, MOST_WORDS)
    for word in site.magic_words.values():
        _check_count(f"aliases of the magic word {_shown(word.name)}", word.aliases, MOST_ALIASES)
        for alias in (word.name, *word.aliases):
            _check_text("a magic word", alias.replace("\n", " "), LONGEST_NAME)  # one of Nepali's has a line end
    lists = {
        "variables": site.variables,
        "parser functions": site.functions,
        "extension tags": site.extension_tags,
        "interwiki prefixes": site.interwiki,
        "special pages": site.special_pages,
        "extensions": site.extensions,
    }
    for kind, listed in lists.items():
        _check_count(kind, listed, MOST_WORDS)
        for name in listed:
            _check_text(f"a name of its {kind}", name, LONGEST_NAME)
    for url in site.interwiki.values():
        _check_text("an interwiki address", url, LONGEST_VALUE)
    _check_text("its licence", site.licence, LONGEST_VALUE)
    return site


def _check_count(kind: str, values: Collection[object] | Mapping[object, object], most: int) -> None:
    if len(values) > most:
        raise ValueError(f"it has {len(values):,} {kind}, more than {most:,}")


def _check_value(kind: str, value: object) -> None:
    """Check a text, a number, or a list or table of such, level by level."""
    level, count = [value], 0
    for _ in range(DEEPEST + 1):
        for text in level:
            if isinstance(text, str):
                _check_text(kind, text, LONGEST_VALUE)
        level = [entry for each in level for entry in _entries(each)]
        count += len(level)
        if count > MOST_ENTRIES:
            raise ValueError(f"{kind} has more than {MOST_ENTRIES:,} entries")
    if level:
        raise ValueError(f"{kind} is nested in more than {DEEPEST} levels")


def _entries(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return (*value.keys(), *value.values())
    return value if isinstance(value, list | tuple) else ()


def _check_text(kind: str, value: str, longest: int) -> None:
    if len(value) > longest:
        raise ValueError(f"{kind} has {len(value):,} characters, more than {longest:,}: {_shown(value)}")
    if CONTROL.search(value):
        raise ValueError(f"{kind} has a control character: {_shown(value)}")


def _shown(value: str) -> str:
    return ascii(value[:40] + "…" * (len(value) > 40)) if CONTROL.search(value) else repr(value[:40])
