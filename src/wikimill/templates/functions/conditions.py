"""Conditions: `#if`, `#ifeq`, `#switch`, `#iferror`, `#ifexist`. Only the branch that is taken is expanded."""

from __future__ import annotations

import re

from wikimill.site.namespaces import FILE, MEDIA, SPECIAL
from wikimill.templates.call import Call
from wikimill.templates.functions.messages import is_word
from wikimill.templates.functions.php import loosely_equal
from wikimill.templates.functions.special_pages import is_special_page
from wikimill.templates.nodes import BLANK
from wikimill.templates.references import decode_references
from wikimill.templates.title import Title, parse_title

ERROR_CLASS = re.compile(r'\sclass="(?:[^">]*\s)?error(?:\s[^">]*)?"')
ERROR_TAG = re.compile(r"<(?:strong|span|p|div)\s")


def if_(call: Call) -> str:
    """`{{#if:test|then|else}}`: whether the test is more than blanks."""
    return call.argument(0 if call.first else 1)


def ifeq(call: Call) -> str:
    """`{{#ifeq:a|b|then|else}}`: whether two texts, or two numbers, are equal."""
    return call.argument(1 if loosely_equal(_plain(call.first), _plain(call.argument(0))) else 2)


def iferror(call: Call) -> str:
    """`{{#iferror:test|then|else}}`: whether the test shows an element of class `error`; `else` is the test itself."""
    if shows_error(call.first):
        return call.argument(0)
    return call.argument(1) if len(call.parts) > 1 else call.first


def ifexist(call: Call) -> str:
    """`{{#ifexist:title|then|else}}`: whether the wiki has a page of this title."""
    title = parse_title(call.site, call.first)
    return call.argument(0 if title is not None and _exists(call, title) else 1)


def switch(call: Call) -> str:
    """`{{#switch:value|case=text|case|case=text|#default=text}}`.

    A case without a text goes on to the next that has one; the last part without a name is the default.
    """
    value = _plain(call.first)
    found = default_next = False
    default = None
    last = len(call.parts) - 1
    for i, part in enumerate(call.parts):
        if part.name is None:
            if found and i < last:
                continue
            case = call.expand(part.value).strip(BLANK)
            if i == last:
                return case
            plain = _plain(case)
            if loosely_equal(plain, value):
                found = True
            elif is_word(call.site, plain, "default"):
                default_next = True
            continue
        plain = "" if found else _plain(call.expand(part.name))
        if found or loosely_equal(plain, value):
            return call.expand(part.value).strip(BLANK)
        if default_next or is_word(call.site, plain, "default"):
            default, default_next = part.value, False
    return "" if default is None else call.expand(default).strip(BLANK)


def shows_error(text: str) -> bool:
    """Whether a text has a `strong`, `span`, `p` or `div` of class `error`, as parser functions make them."""
    searched = 0  # no tag of these is open from here back to the last `>`
    for match in ERROR_CLASS.finditer(text):
        start = max(searched, text.rfind(">", searched, match.start()) + 1)
        if ERROR_TAG.search(text, start, match.start() + 1):
            return True
        searched = match.start()
    return False


def _plain(text: str) -> str:
    return decode_references(text).strip(BLANK)


def _exists(call: Call, title: Title) -> bool:
    if title.interwiki or not title.text:
        return False
    if title.namespace == SPECIAL:
        return is_special_page(call.site, title.text)
    if title.namespace == MEDIA:
        title = Title(call.site, FILE, title.text)
    return call.expander.source.exists(title.full)
