"""`#language`: names of languages."""

from __future__ import annotations

import re
from functools import cache

from wikimill.site.core import core_facts, core_language, language_codes
from wikimill.site.model import Site
from wikimill.templates.call import Call
from wikimill.templates.functions import cldr
from wikimill.templates.functions import language as languages

CLDR_EXTENSION = "CLDR"  # without it MediaWiki knows no names but those that languages have for themselves
REGION, SCRIPT = re.compile(r"[a-z]{2}"), re.compile(r"[a-z]{4}")


def language(call: Call) -> str:
    """`{{#language:code|in}}`: a language's name for itself, or its name in another language; else the code."""
    code, within = call.first.lower(), call.argument(0).lower()
    return language_name(call.site, code, within) or bcp47(code)


def language_name(site: Site, code: str, within: str = "") -> str | None:
    """The name of a language in another one, without that its name for itself; None for an unknown code.

    Names in other languages come with MediaWiki's extension CLDR: other wikis show none.
    """
    own = core_language(code).name or None if code in known_codes() else None
    if not within or within == code or CLDR_EXTENSION not in site.extensions:
        return own
    return cldr.language_name(code, within) or own


@cache
def known_codes() -> frozenset[str]:
    """The codes of the languages that MediaWiki's core knows, and those that some of them had before."""
    return language_codes() | frozenset(core_facts()["former_codes"])


def direction(call: Call) -> str:
    """`{{#dir:code}}`: `rtl` for a language that is written from right to left, else `ltr`."""
    code = call.first.lower() or call.site.language
    return "rtl" if languages.language(call.site, code).right_to_left else "ltr"


def bcp47_tag(call: Call) -> str:
    """`{{#bcp47:code}}`: a code as a tag of the web; the wiki's own without one."""
    return bcp47(call.first.lower() or call.site.language)


def bcp47(code: str) -> str:
    """A code as a tag of the web: `zh-hant-tw` is `zh-Hant-TW`."""
    parts = code.split("-")
    tag = []
    for i, part in enumerate(parts):
        after_private = i > 0 and parts[i - 1] == "x"
        if i and REGION.fullmatch(part) and not after_private:
            tag.append(part.upper())
        elif i and SCRIPT.fullmatch(part) and not after_private:
            tag.append(part.capitalize())
        else:
            tag.append(part.lower())
    return "-".join(tag)
