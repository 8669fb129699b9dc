"""What MediaWiki's core says of languages: the tables that are shipped, for wikis that were not asked themselves.

`tables/make.php` makes `tables/core.zip` from an installed MediaWiki: `core.json` has what is the same on every wiki;
a file for each language has what differs from the language `below` it, which is the one that it falls back to first,
else English. The tables of a language are read when it is asked for.
"""

from __future__ import annotations

import functools
import json
import os
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wikimill.site.extensions import DISAMBIGUATOR, OTHERS, SECTION_TAGS
from wikimill.site.grammar import Rules, inflect
from wikimill.site.model import MagicWord, Namespace, Site
from wikimill.site.namespaces import ARTICLE, FILE, FILE_TALK, MESSAGE, MESSAGE_TALK, PROJECT, SPECIAL, USER, USER_TALK
from wikimill.site.wikimedia import Wikimedia, wikimedia

TABLES = Path(__file__).parent / "tables" / "core.zip"
FACTS = "core"  # the file with what is the same on every wiki
ENGLISH = "en"
# Titles of these begin with a capital on every wiki: special pages, users, messages of the interface.
CAPITALIZED = frozenset({SPECIAL, USER, USER_TALK, MESSAGE, MESSAGE_TALK})
# Names of the namespace of files before 2009, which every wiki knows.
OLD_NAMES = {FILE: "Image", FILE_TALK: "Image talk"}
# Tags of extensions that Debian's package, of which the tables are made, does not hold: wikis of Wikimedia's, then
# Fandom's and others. What is inside them is not expanded.
TAGS = frozenset(
    {"charinsert", "graph", "hiero", "maplink", "mapframe", "phonos", "score", "section", "templatestyles", "timeline"}
    | {"ask", "dynamicpagelist", "pagelist", "pagequality", "pages", "quiz", "tab", "tabs"}
    | {"choose", "dpl", "embedvideo", "forum", "html", "infobox", "mainpage-endcolumn", "mainpage-leftcolumn-start"}
    | {"mainpage-rightcolumn-start", "poll", "rss", "slideshow", "tabber", "tabview", "twitter", "verbatim"}
    | {"videogallery", "widget", "youtube"}
    | SECTION_TAGS
)
# Behaviour switches of extensions, on Wikimedia's wikis and others.
SWITCHES = {
    "archivedtalk": MagicWord("archivedtalk", ("__ARCHIVEDTALK__",), case_sensitive=True),
    "disambiguation": DISAMBIGUATOR,
    "expectedunconnectedpage": MagicWord("expectedunconnectedpage", ("__EXPECTED_UNCONNECTED_PAGE__",)),
    "expectunusedtemplate": MagicWord("expectunusedtemplate", ("__EXPECTUNUSEDTEMPLATE__",), case_sensitive=True),
    "noglobal": MagicWord("noglobal", ("__NOGLOBAL__",)),
}
STRING_FUNCTIONS = frozenset({"count", "explode", "len", "pos", "replace", "rpos", "sub", "urldecode"})
LONGEST_CODE = 100  # characters that are looked at: a page may ask for a language with a million hyphens
GRAMMAR = re.compile(r"\{\{grammar:([^|{}]*)\|([^{}]*)\}\}", re.I)  # around the wiki's name, in names of namespaces


@dataclass(frozen=True)
class CoreLanguage:
    """A language as MediaWiki's core has it, merged with those that it falls back to.

    Args:
        code: MediaWiki's.
        name: what its speakers call it; empty where MediaWiki does not say.
        fallback: the codes of the languages that it falls back to, English last.
        rtl: whether it is written from right to left.
        digits: what stands for `0` to `9`, and for `%` in some; empty where these stand themselves.
        separators: what stands for `,` and `.` in numbers.
        minimum_grouping_digits: from how many digits before the first separator of thousands on there is one.
        grouping: how digits are grouped, as Unicode's CLDR writes it (`#,##,##0.###`); empty for threes.
        link_trail: PCRE pattern of the letters that continue a link.
        link_prefix: PCRE characters that a link continues; empty where there is no such thing.
        grammar: what changes words in grammatical cases, see `grammar.inflect`.
        php_class: the language whose class in PHP MediaWiki runs for it: another one where it has none of its own.
        time: how the time of day is written, in the codes of `#time`.
        namespaces: names by number; `$1` in them is the wiki's name.
        aliases: further names of namespaces, those for women and men among them.
        magic_words: by MediaWiki's name.
        special_pages: names of special pages by MediaWiki's, the language's own first.
        messages: of the interface, by key, that parser functions and modules show.
    """

    code: str
    name: str
    fallback: tuple[str, ...]
    rtl: bool
    digits: Mapping[str, str]
    separators: Mapping[str, str]
    minimum_grouping_digits: int
    grouping: str
    link_trail: str
    link_prefix: str
    grammar: Rules
    php_class: str
    time: str
    namespaces: Mapping[int, str]
    aliases: Mapping[str, int]
    magic_words: Mapping[str, MagicWord]
    special_pages: Mapping[str, Sequence[str]]
    messages: Mapping[str, str]

    def inflect(self, word: str, case: str) -> str:
        """A word in a grammatical case; as it is where the language does not have that."""
        return inflect(word, case, self.php_class, self.grammar)


def language_codes() -> frozenset[str]:
    """The codes of the languages that MediaWiki's core knows."""
    return _codes()


def known_code(code: str) -> str:
    """The code of a language in MediaWiki's core: `de-at` for `de_AT`, `gsw` for `als`, English's where it has none."""
    lower = code[:LONGEST_CODE].lower().replace("_", "-")
    lower = core_facts()["former_codes"].get(lower, lower)
    while lower and lower not in _codes():
        lower = lower.rpartition("-")[0]
    return lower or ENGLISH


@functools.lru_cache(64)
def core_language(code: str) -> CoreLanguage:
    """A language by its code, as `known_code` has it."""
    known = known_code(code)
    entry, merged = _read(known), _merged(known)
    return CoreLanguage(
        known,
        entry["name"],
        _fallback(entry),
        merged["rtl"],
        merged["digits"],
        merged["separators"],
        merged["minimum_grouping_digits"],
        merged["grouping"],
        merged["link_trail"],
        merged["link_prefix"],
        merged["grammar"],
        merged["php_class"],
        merged["time"],
        {int(number): name for number, name in merged["namespaces"].items()},
        merged["aliases"],
        {name: MagicWord(name, tuple(word[1:]), bool(word[0])) for name, word in merged["words"].items()},
        merged["special_pages"],
        merged["messages"],
    )


def core_site(
    language: str,
    names: Mapping[int, Sequence[str]] | None = None,
    *,
    first_letter: bool | None = None,
    sitename: str = "",
    host: str = "",
) -> Site:
    """A wiki that was not asked what it is.

    Args:
        language: the wiki's, by its code.
        names: of its namespaces by number, the local one first, as the header of a dump has them; without them those
            that the language has.
        first_letter: whether titles begin with a capital, as they do on all wikis but Wiktionaries.
        sitename: the wiki's name; without it what its project namespace is called.
        host: where it answers; wikis of Wikimedia's have no string functions, but functions of their extensions.
    """
    known, facts, project = core_language(language), core_facts(), wikimedia(host)
    project_space = next(iter((names or {}).get(PROJECT, ())), "")
    if first_letter is None:
        first_letter = project is None or project.first_letter
    sitename = sitename or project_space or (project.sitename if project else "Wiki")
    return Site(
        _general(known, first_letter, sitename, host, project),
        _namespaces(known, names or (project.namespaces if project else {}), first_letter, sitename),
        {**SWITCHES, **known.magic_words, **(project.magic_words if project else {word.name: word for word in OTHERS})},
        frozenset(facts["variables"]) | (project.variables if project else frozenset()),
        (frozenset(facts["functions"]) - STRING_FUNCTIONS) | project.functions
        if project
        else frozenset(facts["functions"]) | {word.name for word in OTHERS},
        frozenset(facts["tags"]) | TAGS,
        project.interwiki() if project else {},
        known.messages,
        _special_pages(known),
        extensions=frozenset({"CLDR"}) if project else frozenset(),
        languages=project.languages if project else None,
    )


@functools.cache
def core_facts() -> Mapping[str, Any]:
    """What is the same on every wiki: `mediawiki` (the release), `sha256` of its files with messages, `namespaces`,
    `variables`, `functions` (`with_hash`: those that are written with a number sign), `tags`, `former_codes`."""
    return _read(FACTS)


def _general(
    language: CoreLanguage, first_letter: bool, sitename: str, host: str, project: Wikimedia | None
) -> dict[str, Any]:
    main_page = language.messages.get("mainpage", "Main Page")
    server = f"{'' if project else 'https:'}//{host or 'wiki.example'}"
    return {
        "mainpage": main_page,
        "base": f"https://{host or 'wiki.example'}/wiki/{main_page.replace(' ', '_')}",
        "sitename": sitename,
        "generator": f"MediaWiki {core_facts()['mediawiki']}",
        "case": "first-letter" if first_letter else "case-sensitive",
        "lang": language.code,
        "fallback": [{"code": code} for code in language.fallback],
        "rtl": language.rtl,
        "linktrail": language.link_trail,
        "linkprefixcharset": language.link_prefix,
        "timezone": "UTC",
        "timeoffset": 0,
        "articlepath": "/wiki/$1",
        "scriptpath": "/w",
        "script": "/w/index.php",
        "server": server,
        "servername": host or "wiki.example",
        "wikiid": project.wikiname if project else "",
    }


def _namespaces(
    language: CoreLanguage, names: Mapping[int, Sequence[str]], first_letter: bool, sitename: str
) -> dict[int, Namespace]:
    core = {number: (canonical, subpages) for number, canonical, subpages, _ in core_facts()["namespaces"]}
    local = {number: _filled(language, name, sitename) for number, name in language.namespaces.items()}
    local[PROJECT] = sitename
    listed = {number: tuple(filter(None, each)) for number, each in names.items() if number}
    taken = {each[0].lower(): number for number, each in listed.items() if each}
    spaces = {}
    for number in sorted({*core, *listed}):
        canonical, subpages = core.get(number, ("", True))
        own = listed.get(number, ()) or (local.get(number, canonical),)
        further = [*own[1:], local.get(number, ""), OLD_NAMES.get(number, "")]
        further += [_filled(language, alias, sitename) for alias, each in language.aliases.items() if each == number]
        aliases = [
            alias
            for alias in dict.fromkeys(name.replace("_", " ") for name in further)
            if alias not in ("", own[0], canonical) and taken.get(alias.lower(), number) == number
        ]
        has_capital = first_letter or number in CAPITALIZED
        spaces[number] = Namespace(number, own[0], canonical, tuple(aliases), subpages, number == ARTICLE, has_capital)
    return spaces


def _special_pages(language: CoreLanguage) -> dict[str, str]:
    return {alias.lower(): aliases[0] for name, aliases in language.special_pages.items() for alias in (name, *aliases)}


def _filled(language: CoreLanguage, name: str, sitename: str) -> str:
    """A name of a namespace with the wiki's name, in the case that it asks for."""
    named = name.replace("$1", sitename)
    return GRAMMAR.sub(lambda found: language.inflect(found[2].strip(), found[1].strip()), named)


@functools.cache
def _archive(process: int) -> zipfile.ZipFile:
    """The archive, open; a process that was forked may not share the file."""
    return zipfile.ZipFile(TABLES)


@functools.cache
def _codes() -> frozenset[str]:
    return frozenset(name.removesuffix(".json") for name in _archive(os.getpid()).namelist()) - {FACTS}


def _read(name: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(_archive(os.getpid()).read(f"{name}.json"))
    return facts


def _fallback(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return () if entry["language"] == ENGLISH else tuple(entry.get("fallback", [ENGLISH]))


@functools.lru_cache(8)
def _merged(code: str) -> dict[str, Any]:
    """The entry of a language with what it takes from the one below it."""
    entry = _read(code)
    if code == ENGLISH:
        return entry
    below = dict(_merged(entry.get("below", ENGLISH)))
    for item, value in entry.items():
        if item in ("namespaces", "aliases", "messages", "special_pages", "words"):
            merged = {**below[item], **value}
            if item == "words":
                merged = {name: _joined(word, below[item].get(name)) for name, word in merged.items()}
            below[item] = {key: each for key, each in merged.items() if each is not None}
        else:
            below[item] = value
    return below


def _joined(word: list[Any] | None, below: list[Any] | None) -> list[Any] | None:
    """A magic word: its case rule and aliases. One without a rule has aliases before those of the fallback."""
    if not word or not below or isinstance(word[0], int):
        return word
    return [below[0], *word, *below[1:]]
