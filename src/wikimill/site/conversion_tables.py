"""A wiki's own words for variants of its language: the pages `MediaWiki:Conversiontable/zh-tw` and those below them.

What stands there between `-{` and `}-` is read as MediaWiki's LanguageConverter reads it: `* 软件 => 軟體; // comment`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wikimill.site.model import Site
from wikimill.site.namespaces import MESSAGE

NAME = "Conversiontable"
LINK = re.compile(r"\[\[([^\[\]|]*)(?:\|[^\[\]]*)?\]\]")
MARKS = str.maketrans("", "", "'\"*#")  # for readers of the page
MOST_PAGES = 500  # of a variant
# Of whose words a variant has copies, itself among them; the later ones count (MediaWiki: postLoadTables).
LAYERS = {
    **{variant: ("zh-hans", variant) for variant in ("zh-cn", "zh-my", "zh-sg")},
    **{variant: ("zh-hant", variant) for variant in ("zh-hk", "zh-mo", "zh-tw")},
    **{"kk-kz": ("kk-kz", "kk-cyrl"), "kk-tr": ("kk-tr", "kk-latn"), "kk-cn": ("kk-cn", "kk-arab")},
}


@dataclass
class ConversionTables:
    """`pairs`: words and what they become, by variant; `titles`: of the pages that were asked for."""

    pairs: dict[str, dict[str, str]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)


def read_tables(site: Site, variants: Iterable[str], read: Callable[[str], str | None]) -> ConversionTables:
    """The tables of a wiki.

    Args:
        site: the wiki.
        variants: of its language.
        read: gives the wikitext of a page by its full title, None where there is none.
    """
    tables = ConversionTables()
    prefix = f"{next(iter(site.namespace_names(MESSAGE)), 'MediaWiki')}:{NAME}"
    for variant in variants:
        if pairs := _read(f"{prefix}/{variant}", read, tables.titles):
            tables.pairs[variant] = pairs
    return tables


def _read(first: str, read: Callable[[str], str | None], titles: list[str]) -> dict[str, str]:
    """The pairs of a variant. What a page links to counts more than the page, and of its links the last most."""
    pairs: dict[str, str] = {}
    seen: set[str] = set()
    waiting = [first]
    while waiting and len(seen) < MOST_PAGES:
        title = waiting.pop()
        if title in seen:
            continue
        seen.add(title)
        titles.append(title)
        text = read(title) or ""
        pairs |= parse_pairs(text)
        waiting += (link for link in reversed(_links(text)) if link.startswith(f"{first}/"))
    return pairs


def merged(tables: Mapping[str, Any], own: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """MediaWiki's tables of variants (variants.py) with the wiki's own words over them.

    MediaWiki's stay beside these as they are, for some are written as the differences from others.
    """

    @functools.cache
    def core(name: str) -> dict[str, str]:
        table = tables[name]
        return {**(core(table["below"]) if "below" in table else {}), **table["pairs"]}

    def pairs(name: str) -> dict[str, str]:
        layers = [(layer, own[layer]) for layer in LAYERS.get(name, (name,)) if layer in own]
        return {
            word: other
            for layer, words in layers
            for word, other in words.items()
            if layer == name or core(name).get(word) == core(layer).get(word)  # else it has a word of its own
        }

    below = {f"core {name}": {**table} for name, table in tables.items()}
    for table in below.values():
        if "below" in table:
            table["below"] = f"core {table['below']}"
    return below | {name: {"below": f"core {name}", "pairs": pairs(name)} for name in tables}


def parse_pairs(text: str) -> dict[str, str]:
    """The words of a page, and what they become."""
    pairs = {}
    for block in text.split("-{")[1:]:
        for rule in block.partition("}-")[0].translate(MARKS).split(";"):
            before, *after = rule.split("=>")
            if len(after) == 1 and (word := before.strip()) and not re.search(r"[\n\t]", word):
                pairs[word] = " ".join(after[0].partition("//")[0].split())
    return pairs


def _links(text: str) -> list[str]:
    """The titles of a text's links, with spaces."""
    return [" ".join(target.replace("_", " ").split()) for target in LINK.findall(text)]
