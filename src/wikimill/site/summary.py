"""What the header of a lock says of its wiki, in one line of JSON; MediaWiki's tables say the rest.

`language`; `first_letter`, whether titles begin with a capital; `namespaces`, the names of each by its number, the
wiki's own first; `words`, magic words that MediaWiki's core does not have in that language, as authors write them,
without number sign and colon, and MediaWiki's name for each. A dump says nothing of words.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import replace

from wikimill.site.bounds import check_site
from wikimill.site.core import core_site
from wikimill.site.model import MagicWord, Site

SWITCH = ("__", "＿＿")  # what behaviour switches begin with


def format_summary(site: Site) -> str:
    """The line, of which `parse_summary` makes the wiki again."""
    known = _name_words(core_site(site.language).magic_words)
    data = {
        "language": site.language,
        "first_letter": site.first_letter,
        "namespaces": {number: site.namespace_names(number) for number in sorted(site.namespaces) if number},
        "words": dict(_name_words(site.magic_words).items() - known.items()),
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


@functools.lru_cache(64)
def parse_summary(line: str, host: str = "") -> Site:
    """The wiki of which `format_summary` wrote a line; `host` is where it answers, if that is known.

    Raises:
        ValueError, LookupError, TypeError, AttributeError: the line says something else.
    """
    data = json.loads(line)
    names = {int(number): [str(name) for name in each] for number, each in data["namespaces"].items()}
    site = core_site(str(data["language"]), names, first_letter=bool(data["first_letter"]), host=host)
    stated: dict[str, list[str]] = {}
    for alias, name in data.get("words", {}).items():
        stated.setdefault(str(name), []).append(str(alias))
    words = {name: _add_aliases(site.magic_words.get(name), name, aliases) for name, aliases in stated.items()}
    return check_site(replace(site, magic_words={**site.magic_words, **words}))


def _name_words(words: Mapping[str, MagicWord]) -> dict[str, str]:
    """MediaWiki's name of each alias of a magic word, without aliases that only occur in arguments."""
    names = {}
    for word in words.values():
        for alias in word.aliases:
            plain = alias.strip("#＃:：")
            if plain.startswith(SWITCH) or (plain.lower() != word.name and "_" not in word.name):  # as in img_thumbnail
                names[plain] = word.name
    return names


def _add_aliases(word: MagicWord | None, name: str, aliases: list[str]) -> MagicWord:
    if word is None:
        return MagicWord(name, tuple(aliases))
    known = {alias.strip("#＃:：").lower() for alias in word.aliases}
    return replace(word, aliases=(*word.aliases, *(alias for alias in aliases if alias.lower() not in known)))
