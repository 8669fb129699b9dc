"""What a wiki says of itself: the parts of `siteinfo` that are asked for, and what is read of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wikimill.wiki import Site

# https://www.mediawiki.org/wiki/API:Siteinfo
SITE_PROPERTIES = (
    "general",
    "namespaces",
    "namespacealiases",
    "magicwords",
    "rightsinfo",
    "variables",
    "functionhooks",
    "extensiontags",
    "interwikimap",
    "statistics",
)


def parse_site(query: Mapping[str, Any]) -> Site:
    """The wiki, from `query` of an answer with these properties."""
    names: dict[int, list[str]] = {}
    for space in query["namespaces"].values():
        names[space["id"]] = [space["name"], space.get("canonical", "")]
    for alias in query["namespacealiases"]:
        names.get(alias["id"], []).append(alias["alias"])  # a removed extension may leave its aliases behind
    names = {int(number): [one_field(name) for name in every] for number, every in names.items()}
    magic_words = {one_field(word["name"]): map(one_field, word["aliases"]) for word in query.get("magicwords", [])}
    general, rights = query["general"], query.get("rightsinfo", {})
    licence = one_field(f"{rights.get('text') or ''} {rights.get('url') or ''}")
    return Site.from_siteinfo(one_field(general["lang"]), general["case"], names, magic_words, licence)


def one_field(value: str) -> str:
    """A value as a field of a tab-separated row: no tabs, no line ends, valid Unicode."""
    return " ".join(str(value).encode("utf-8", "replace").decode().split())


def valid_text(value: str | None) -> str | None:
    """A text with valid Unicode alone."""
    return None if value is None else str(value).encode("utf-8", "replace").decode()
