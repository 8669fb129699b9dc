"""A wiki as its own `siteinfo` describes it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Namespace:
    """A namespace. `name` is the wiki's own, empty for articles; `aliases` are further names."""

    id: int
    name: str
    canonical: str = ""
    aliases: tuple[str, ...] = ()
    subpages: bool = False
    content: bool = False
    first_letter: bool = True  # whether the first letter of a title is a capital


@dataclass(frozen=True)
class MagicWord:
    """A word of the wikitext syntax: `name` is MediaWiki's own, `aliases` are what authors write, colons included."""

    name: str
    aliases: tuple[str, ...]
    case_sensitive: bool = False


STATISTICS = ("pages", "articles", "edits", "images", "users", "activeusers", "admins")  # that templates can show
# Parser functions that are written without a number sign (MediaWiki's SFH_NO_HASH), by MediaWiki's names: those of its
# core beside those that are variables as well, and the few of extensions. Others have it, as nearly all of extensions.
WITHOUT_HASH = frozenset(
    {"anchorencode", "bidi", "canonicalurl", "canonicalurle", "defaultsort", "displaytitle", "filepath", "formal"}
    | {
        "formatnum",
        "fullurl",
        "fullurle",
        "gender",
        "grammar",
        "int",
        "lc",
        "lcfirst",
        "localurl",
        "localurle",
        "ns",
        "nse",
    }
    | {"numberingroup", "padleft", "padright", "pagesincategory", "pagesize", "plural", "protectionexpiry"}
    | {"protectionlevel", "shortdesc", "uc", "ucfirst", "urlencode"}
)


@dataclass(
    frozen=True, eq=False
)  # it is a key of caches, by identity: to hash its tables would cost more than they save
class SiteInfo:
    """A wiki: immutable, made from what its API or shipped tables say.

    `variables` and `functions` are MediaWiki's names of those that the wiki has; `interwiki` maps a prefix to the URL
    with `$1`; `messages` are of the wiki's interface, in its language, by key. `special_pages` maps any name of a
    special page, in small letters, to the wiki's own; empty where the wiki was not asked. `extensions` are
    names of what is installed, as far as it is known. `statistics` are how many pages, articles, edits, images, users,
    activeusers and admins there are, by siteinfo's names; empty where nobody counted them.
    """

    general: Mapping[str, Any]
    namespaces: Mapping[int, Namespace]
    magic_words: Mapping[str, MagicWord]
    variables: frozenset[str]
    functions: frozenset[str]
    extension_tags: frozenset[str]
    interwiki: Mapping[str, str] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)
    special_pages: Mapping[str, str] = field(default_factory=dict)
    extensions: frozenset[str] = frozenset()
    statistics: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_siteinfo(cls, query: Mapping[str, Any], messages: Mapping[str, str] | None = None) -> SiteInfo:
        """From `query` of an answer of `meta=siteinfo` (formatversion 2), with siprop general, namespaces,
        namespacealiases, magicwords, variables, functionhooks, extensiontags and interwikimap; where there are, also
        statistics, specialpagealiases and extensions."""
        aliases: dict[int, list[str]] = {}
        for alias in query.get("namespacealiases", ()):
            aliases.setdefault(int(alias["id"]), []).append(str(alias["alias"]))
        spaces = {
            int(space["id"]): Namespace(
                int(space["id"]),
                str(space["name"]),
                str(space.get("canonical", "")),
                tuple(aliases.get(int(space["id"]), ())),
                bool(space.get("subpages")),
                bool(space.get("content")),
                space.get("case", "first-letter") == "first-letter",
            )
            for space in query["namespaces"].values()
        }
        words = {
            str(word["name"]): MagicWord(
                str(word["name"]), tuple(map(str, word["aliases"])), bool(word.get("case-sensitive"))
            )
            for word in query.get("magicwords", ())
        }
        return cls(
            dict(query["general"]),
            spaces,
            words,
            frozenset(map(str, query.get("variables", ()))),
            frozenset(map(str, query.get("functionhooks", ()))),
            frozenset(str(tag).strip("<>").lower() for tag in query.get("extensiontags", ())),
            {str(each["prefix"]): str(each["url"]) for each in query.get("interwikimap", ())},
            dict(messages or {}),
            {
                str(alias).replace(" ", "_").lower(): str(page["aliases"][0])
                for page in query.get("specialpagealiases", ())
                for alias in (page["realname"], *page["aliases"])
            },
            frozenset(str(each.get("name", "")) for each in query.get("extensions", ())),
            {name: int(number) for name, number in query.get("statistics", {}).items() if name in STATISTICS},
        )

    @property
    def language(self) -> str:
        """The code of the wiki's language."""
        return str(self.general["lang"])

    def variable(self, word: str) -> str | None:
        """MediaWiki's name of the variable that `{{word}}` shows, None for any other word."""
        return _look_up(self._variables, word)

    def function(self, word: str) -> str | None:
        """MediaWiki's name of the parser function that `{{word:…}}` calls, None if there is none."""
        return _look_up(self._functions, word)

    def namespace(self, name: str) -> int | None:
        """The number of the namespace with this name, in any case and with spaces or underscores."""
        return self._by_name.get(name.replace("_", " ").strip().lower())

    @functools.cached_property
    def redirect_words(self) -> tuple[str, ...]:
        """What a redirect begins with: `#REDIRECT`, `#WEITERLEITUNG`."""
        word = self.magic_words.get("redirect")
        return word.aliases if word else ("#REDIRECT",)

    @functools.cached_property
    def _by_name(self) -> dict[str, int]:
        return {
            name.replace("_", " ").lower(): space.id
            for space in self.namespaces.values()
            for name in (*space.aliases, space.canonical, space.name)
            if name
        }

    @functools.cached_property
    def _variables(self) -> dict[tuple[str, bool], str]:
        return dict(self._words(self.variables, self.variables))

    @functools.cached_property
    def _functions(self) -> dict[tuple[str, bool], str]:
        return dict(self._words(self.functions, WITHOUT_HASH | self.variables))

    def _words(self, names: Iterable[str], plain_ones: frozenset[str]) -> Iterable[tuple[tuple[str, bool], str]]:
        for name in sorted(names):
            word = self.magic_words.get(name) or MagicWord(name, (name,))
            for alias in word.aliases:
                plain = alias.rstrip(":")
                plain = plain if name in plain_ones or plain.startswith("#") else f"#{plain}"
                yield (plain if word.case_sensitive else plain.lower(), word.case_sensitive), name


def _look_up(words: Mapping[tuple[str, bool], str], word: str) -> str | None:
    return words.get((word, True)) or words.get((word.lower(), False))
