"""A wiki from its own answer: https://www.mediawiki.org/wiki/API:Siteinfo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wikimill.address import without_login
from wikimill.site.bounds import check_site
from wikimill.site.model import STATISTICS, MagicWord, Namespace, Site

# What is asked for. All releases since 1.19 know these.
SITE_PROPERTIES = (
    "general",
    "namespaces",
    "namespacealiases",
    "specialpagealiases",
    "magicwords",
    "rightsinfo",
    "variables",
    "functionhooks",
    "extensiontags",
    "interwikimap",
    "statistics",
)


def parse_siteinfo(query: Mapping[str, Any]) -> Site:
    """The wiki that `query` of an answer with these properties describes, in the form of formatversion 2.

    Raises:
        ValueError: it says what no wiki says.
        LookupError, TypeError, AttributeError: it has another form.
    """
    aliases: dict[int, list[str]] = {}
    for alias in query.get("namespacealiases", ()):
        aliases.setdefault(int(alias["id"]), []).append(one_field(alias["alias"]))
    words = (
        MagicWord(str(each["name"]), tuple(map(str, each["aliases"])), bool(each.get("case-sensitive")))
        for each in query.get("magicwords", ())
    )
    interwiki, rights = query.get("interwikimap", ()), query.get("rightsinfo", {})
    general = {
        key: without_login(value) if isinstance(value, str) else value for key, value in query["general"].items()
    }
    site = Site(
        {**general, "lang": str(general["lang"])},
        {int(each["id"]): _namespace(each, aliases.get(int(each["id"]), ())) for each in query["namespaces"].values()},
        {word.name: word for word in words},
        _strings(query.get("variables", ())),
        _strings(query.get("functionhooks", ())),
        frozenset(str(tag).strip("<>").lower() for tag in query.get("extensiontags", ())),
        {str(each["prefix"]): without_login(str(each["url"])) for each in interwiki},
        special_pages={
            str(alias).replace(" ", "_").lower(): str(page["aliases"][0])
            for page in query.get("specialpagealiases", ())
            for alias in (page["realname"], *page["aliases"])
        },
        statistics={name: int(each) for name, each in query.get("statistics", {}).items() if name in STATISTICS},
        extensions=_strings(each.get("name", "") for each in query.get("extensions", ())),
        languages=frozenset(str(each["prefix"]) for each in interwiki if "language" in each or "extralanglink" in each)
        if interwiki
        else None,
        licence=one_field(f"{rights.get('text') or ''} {rights.get('url') or ''}"),
    )
    return check_site(site)


def _namespace(space: Mapping[str, Any], aliases: Iterable[str]) -> Namespace:
    return Namespace(
        int(space["id"]),
        one_field(space["name"]),
        one_field(space.get("canonical", "")),
        tuple(aliases),
        bool(space.get("subpages")),
        bool(space.get("content")),
        space.get("case", "first-letter") == "first-letter",
    )


def _strings(values: Iterable[object]) -> frozenset[str]:
    return frozenset(map(str, values))


def one_field(value: object) -> str:
    """A value as a field of a tab-separated row: no tabs, no line ends, valid Unicode."""
    return " ".join(str(value).encode("utf-8", "replace").decode().split())
