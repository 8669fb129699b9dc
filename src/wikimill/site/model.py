"""A wiki as its own `siteinfo` describes it: the one record that everything which depends on the wiki asks."""

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


@dataclass(frozen=True, eq=False)  # a key of caches, by identity: to hash its tables would cost more than they save
class Site:
    """A wiki: immutable, made from what its API or shipped tables say.

    `variables` and `functions` are MediaWiki's names of those that the wiki has; `interwiki` maps a prefix to the URL
    with `$1`; `messages` are of the wiki's interface, in its language, by key. `special_pages` maps any name of a
    special page, in small letters, to the wiki's own. `extensions` are names of what is installed, as far as it is
    known. `languages` are the prefixes of links to the same page in other languages, None where nothing says them.
    `statistics` are how many pages, articles, edits, images, users, activeusers and admins there are, by siteinfo's
    names; empty where nobody counted them. `licence` is that of the texts: name and URL.
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
    languages: frozenset[str] | None = None
    licence: str = ""

    @property
    def language(self) -> str:
        """The code of the wiki's language."""
        return str(self.general["lang"])

    @property
    def first_letter(self) -> bool:
        """Whether the titles of articles begin with a capital."""
        return str(self.general.get("case", "first-letter")) == "first-letter"

    def namespace_names(self, number: int) -> tuple[str, ...]:
        """Every name of a namespace, the wiki's own first; none where there is no such namespace."""
        space = self.namespaces.get(number)
        return tuple(dict.fromkeys(filter(None, (space.name, space.canonical, *space.aliases)))) if space else ()

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
        spaces = self.namespaces.values()
        aliases = [(alias, space.id) for space in spaces for alias in space.aliases]
        names = [(name, space.id) for space in spaces for name in (space.canonical, space.name) if name]
        return {name.replace("_", " ").lower(): number for name, number in (*aliases, *names)}

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
