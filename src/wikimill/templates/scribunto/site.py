"""`mw.site`: what the wiki says of itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wikimill.site.core import core_language
from wikimill.site.model import Namespace, Site
from wikimill.site.namespaces import ARTICLE, USER, USER_TALK
from wikimill.templates.scribunto.library import Library
from wikimill.templates.scribunto.values import Lua, LuaError, check, decode

if TYPE_CHECKING:
    from wikimill.templates.call import Parser

# What siteinfo calls those of `mw.site.stats` that it calls otherwise.
STATISTICS = {"files": "images", "activeUsers": "activeusers"}
COUNTS = ("pages", "articles", "files", "edits", "users", "activeUsers", "admins")
OF_CATEGORY = ("all", "subcats", "files", "pages")
UNMOVABLE = 0  # namespaces below have pages that are made by software


def library(expander: Parser) -> Library:
    """`mw.site.lua`. Its `stats` are empty: library.lua asks for each of them (`statistic`)."""
    site = expander.site
    general = site.general
    return Library(
        "mw.site.lua",
        {
            "getNsIndex": lambda name: _number(site, name),
            "pagesInCategory": _in_category,
            "pagesInNamespace": _in_namespace,
            "usersInGroup": lambda group: _checked("usersInGroup", group),
            "interwikiMap": lambda which: _interwiki(site, which),
        },
        {
            "siteName": str(general.get("sitename", "")),
            "server": str(general.get("server", "")),
            "scriptPath": str(general.get("scriptpath", "")),
            "stylePath": str(general.get("stylepath", f"{general.get('scriptpath', '')}/skins")),
            "currentVersion": str(general.get("generator", "")).rpartition(" ")[2],
            "stats": {},
            "namespaces": {number: _namespace(site, space) for number, space in site.namespaces.items()},
        },
    )


def statistic(expander: Parser, name: Lua) -> int | None:
    """`mw.site.stats.articles`; 0 where nobody counted it, which is listed, None for any other name."""
    key = decode(name)
    if key not in COUNTS:
        return None
    number = expander.site.statistics.get(STATISTICS.get(key, key))
    if number is None:
        expander.note("unsupported", f"mw.site.stats.{key}")
    return number or 0


def _namespace(site: Site, space: Namespace) -> dict[str, Any]:
    number = space.id
    names = {space.name, space.canonical}
    data: dict[str, Any] = {
        "id": number,
        "name": space.name,
        "canonicalName": space.canonical,
        "hasSubpages": space.subpages,
        "hasGenderDistinction": number in (USER, USER_TALK),
        "isCapitalized": space.first_letter,
        "isContent": space.content,
        "isIncludable": True,
        "isMovable": number >= UNMOVABLE,
        "isSubject": number < 0 or number % 2 == 0,
        "isTalk": number > 0 and number % 2 == 1,
        "aliases": [alias for alias in space.aliases if alias not in names],
        "subject": number & ~1 if number >= 0 else number,
    }
    if number >= 0:
        data |= {"talk": number | 1, "associated": number ^ 1}
    if number == ARTICLE:
        data["displayName"] = core_language(site.language).messages.get("blanknamespace", "")
    return data


def _number(site: Site, name: Lua) -> int | bool:
    check("getNsIndex", 1, name, "string")
    found = site.namespace(re.sub(r"[\s_]+", " ", decode(name)))
    return False if found is None else found


def _in_category(category: Lua, which: Lua) -> Any:
    check("pagesInCategory", 1, category, "string")
    check("pagesInCategory", 2, which, "string", optional=True)
    wanted = "all" if which is None else decode(which)
    if wanted == "*":
        return dict.fromkeys(OF_CATEGORY, 0)
    if wanted not in OF_CATEGORY:
        raise LuaError(
            "bad argument #2 to 'pagesInCategory' "
            "(one of '*', 'all', 'pages', 'subcats', or 'files' expected, got string)"
        )
    return 0


def _in_namespace(number: Lua) -> int:
    check("pagesInNamespace", 1, number, "number")
    return 0


def _checked(function: str, text: Lua) -> int:
    check(function, 1, text, "string")
    return 0


def _interwiki(site: Site, which: Lua) -> dict[str, Any]:
    """The interwiki map; none of its wikis is this one, as far as is known."""
    check("interwikiMap", 1, which, "string", optional=True)
    wanted = None if which is None else decode(which)
    if wanted not in (None, "local", "!local"):
        raise LuaError(f"bad argument #1 to 'interwikiMap' (unknown filter '{wanted}')")
    if wanted == "local":
        return {}
    return {
        prefix: {
            "prefix": prefix,
            "url": url,
            "isProtocolRelative": url.startswith("//"),
            "isLocal": False,
            "isTranscludable": False,
            "isCurrentWiki": False,
            "isExtraLanguageLink": False,
        }
        for prefix, url in site.interwiki.items()
    }
