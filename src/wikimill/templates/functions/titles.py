"""Titles: `{{PAGENAME}}` and its kin, `#titleparts`, `#rel2abs`, `ns`, `nse`, `#special`. Each takes any title."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from wikimill.site.namespaces import SPECIAL
from wikimill.templates.call import Call
from wikimill.templates.escape import escape_wikitext
from wikimill.templates.functions.messages import error
from wikimill.templates.functions.php import loosely_equal, to_int
from wikimill.templates.functions.special_pages import local_name
from wikimill.templates.functions.urls import wiki_encoded
from wikimill.templates.title import Title, parse_title

MOST_PARTS = 25  # that `#titleparts` splits a title into
DOTS = re.compile(r"/(?:\./)+")
SLASHES = re.compile("/{2,}")


def page_name(title: Title) -> str:
    """The title without its namespace."""
    return title.text


def full_page_name(title: Title) -> str:
    """The title with its namespace."""
    return title.full


def namespace(title: Title) -> str:
    """The namespace's name."""
    return title.space.name


def talk_space(title: Title) -> str:
    """The name of the namespace that talks about this title's."""
    return title.talk.space.name if title.namespace >= 0 else ""


def subject_space(title: Title) -> str:
    """The name of the namespace that this title's talks about."""
    return title.subject.space.name


def talk_page_name(title: Title) -> str:
    """The full title of the talk page, empty where there can be none."""
    return title.talk.full if title.namespace >= 0 else ""


def subject_page_name(title: Title) -> str:
    """The full title of the page that this one talks about."""
    return title.full if title.interwiki else title.subject.full


# What the names of titles show, and whether it is escaped against being read as wikitext.
NAMES: dict[str, tuple[Callable[[Title], str], bool]] = {
    "pagename": (page_name, True),
    "fullpagename": (full_page_name, True),
    "basepagename": (lambda title: title.base, True),
    "rootpagename": (lambda title: title.root, True),
    "subpagename": (lambda title: title.subpage, True),
    "talkpagename": (talk_page_name, True),
    "subjectpagename": (subject_page_name, True),
    "namespace": (namespace, False),
    "talkspace": (talk_space, False),
    "subjectspace": (subject_space, False),
}
NEED_TALK_PAGE = frozenset({"fullpagename", "talkpagename", "talkspace"})  # they show nothing of special pages


@lru_cache(1 << 12)
def named(name: str, title: Title) -> str | None:
    """What `{{PAGENAME}}` and the like show of a title.

    Args:
        name: MediaWiki's name of the word: `pagename`, `pagenamee` (as in addresses), `namespacenumber` …
        title: any title.
    """
    if name == "namespacenumber":
        return str(title.namespace)
    shown = NAMES.get(name)
    encoded = shown is None and name.endswith("e")
    if encoded:
        shown = NAMES.get(name[:-1])
    if shown is None:
        return None
    text = shown[0](title)
    text = wiki_encoded(text.replace(" ", "_")) if encoded else text
    return escape_wikitext(title.site, text) if shown[1] else text


def name_of_title(name: str) -> Callable[[Call], str | None]:
    """The parser function `{{PAGENAME:title}}` and the like, by MediaWiki's name; empty for what is no title."""

    plain = name if name in NAMES else name.removesuffix("e")

    def function(call: Call) -> str | None:
        title = parse_title(call.site, call.first)
        if title is None or (plain in NEED_TALK_PAGE and not _can_talk(title)):
            return ""
        return named(name, title)

    return function


def _can_talk(title: Title) -> bool:
    return title.namespace >= 0 and not title.interwiki and bool(title.text)


def titleparts(call: Call) -> str:
    """`{{#titleparts:title|parts|first}}`: parts of a title between slashes; negative numbers count from the end."""
    title = parse_title(call.site, call.first)
    if title is None:
        return call.first
    parts, first = to_int(call.argument(0)), to_int(call.argument(1))
    pieces = title.full.split("/", MOST_PARTS - 1)
    pieces = pieces[first - 1 if first > 0 else max(first, -len(pieces)) if first else 0 :]
    if parts:
        pieces = pieces[:parts] if parts > 0 else pieces[: max(len(pieces) + parts, 0)]
    return "/".join(pieces)


def rel2abs(call: Call) -> str:
    """`{{#rel2abs:path|base}}`: where a path leads to from a page; `../` is one level up."""
    base = call.argument(0) or call.title.full
    path = call.first.rstrip(" /")
    if path in {"", "."}:
        return base
    if not path.startswith(("/", "./", "../")) and path != "..":
        base = ""
    full = SLASHES.sub("/", DOTS.sub("/", f"/{base}/{path}/")).strip("/")
    levels: list[str] = []
    for level in full.split("/"):
        if level != "..":
            levels.append(level)
        elif levels:
            levels.pop()
        else:
            return error(call, "pfunc_rel2abs_invalid_depth", full)
    return "/".join(levels)


def ns(call: Call) -> str | None:
    """`{{ns:number or name}}`: the name of a namespace, empty for an unknown number."""
    number = to_int(call.first)
    if number or loosely_equal(call.first, "0"):
        space = call.site.namespaces.get(number)
        return space.name if space else ""
    found = 0 if not call.first else call.site.namespace(call.first)
    return None if found is None else call.site.namespaces[found].name


def nse(call: Call) -> str | None:
    """`{{nse:number or name}}`: the name of a namespace as in addresses."""
    name = ns(call)
    return None if name is None else wiki_encoded(name.replace(" ", "_"))


def special(call: Call) -> str:
    """`{{#special:name}}`: the full title of a special page, by the wiki's name of it."""
    name, slash, rest = call.first.partition("/")
    text = local_name(call.site, name) or name
    title = parse_title(call.site, f"{call.site.namespaces[SPECIAL].name}:{text}{slash}{rest}")
    if title is None:
        title = Title(call.site, SPECIAL, local_name(call.site, "Badtitle") or "Badtitle")
    return replace(title, fragment="").full


def speciale(call: Call) -> str:
    """`{{#speciale:name}}`: the same as in addresses."""
    return wiki_encoded(special(call).replace(" ", "_"))
