"""`mw.text`: strip markers, JSON, entities, and what the texts of lists are joined by."""

from __future__ import annotations

import html.entities
import itertools
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from wikimill.site.model import Site
from wikimill.templates.scribunto import matching, php_json, ustring
from wikimill.templates.scribunto.library import Library
from wikimill.templates.scribunto.message import interface_message
from wikimill.templates.scribunto.values import Lua, check, decode, to_python

if TYPE_CHECKING:
    from wikimill.templates.call import Parser

PRESERVE_KEYS, TRY_FIXING, PRETTY = 1, 2, 4
# Protocols that begin a link without two slashes: MediaWiki's $wgUrlProtocols.
PROTOCOLS = ("bitcoin", "geo", "magnet", "mailto", "matrix", "news", "sip", "sips", "sms", "tel", "urn", "xmpp")
FIRST_ROWS, MOST_ROWS = 64, 4096  # that a callback gives to Lua at once
WHITE_SPACE = "\t\r\n\f "


class Rows:
    """Rows that Python finds and Lua asks for some at a time, so that neither holds all of a long text twice."""

    def __init__(self) -> None:
        self._open: dict[int, tuple[int, Iterator[list[Any]], int]] = {}
        self._handles = itertools.count(1)

    def start(self, width: int, rows: Iterator[list[Any]]) -> tuple[int | bool, int, list[Any], int]:
        """The first rows in one list, how long a row is, and a handle for more, False when these are all."""
        handle, values, size = self._take(width, rows, FIRST_ROWS)
        return handle, width, values, size

    def more(self, handle: int) -> tuple[int | bool, list[Any], int]:
        """The rows that follow."""
        return self._take(*self._open.pop(handle))

    def clear(self) -> None:
        """Forget rows that nobody asked for."""
        self._open.clear()

    def _take(self, width: int, rows: Iterator[list[Any]], most: int) -> tuple[int | bool, list[Any], int]:
        taken = list(itertools.islice(rows, most))
        handle: int | bool = False
        if len(taken) == most:
            handle = next(self._handles)
            self._open[handle] = (width, rows, min(most * 2, MOST_ROWS))
        values = list(itertools.chain.from_iterable(taken))
        return handle, values, len(values)


def library(expander: Parser) -> Library:
    """`mw.text.lua` with its callbacks."""
    return Library(
        "mw.text.lua",
        {
            "unstrip": lambda text: expander.markers.kill(expander.markers.restore_nowiki(_text("unstrip", text))),
            "unstripNoWiki": lambda text: expander.markers.restore_nowiki(_text("unstripNoWiki", text)),
            "killMarkers": lambda text: expander.markers.kill(_text("killMarkers", text)),
            "getEntityTable": entities,
            "jsonEncode": json_encode,
            "jsonDecode": json_decode,
        },
        {
            "nowiki_protocols": {_either_case(protocol): "%1&#58;" for protocol in PROTOCOLS},
        },
    )


def words(site: Site, key: str) -> str:
    """What joins the parts of a list, or stands for what is cut off, in the wiki's language."""
    text = interface_message(site, key) or ""
    return text + (interface_message(site, "word-separator") or "") if key == "and" else text


def fast(rows: Rows) -> dict[str, Any]:
    """The callbacks of matching.lua: what `mw.ustring` and `mw.text` do match by match at once."""
    return {
        "gmatch": lambda text, pattern: rows.start(*matching.rows("gmatch", text, pattern)),
        "gsub": lambda text, pattern, most: rows.start(*matching.rows("gsub", text, pattern, most)),
        "substitute": matching.substitute,
        "split": lambda text, pattern, plain: rows.start(1, matching.pieces(text, pattern, plain)),
        "more": rows.more,
        "trim": trim,
    }


def trim(text: Lua) -> str:
    """`mw.text.trim` without a set of characters."""
    return ustring.checked("gsub", text).strip(WHITE_SPACE)


def json_encode(value: Lua, flags: Lua) -> str:
    """`mw.text.jsonEncode`."""
    wanted = _flags("mw.text.jsonEncode", flags)
    plain = to_python(value)
    return php_json.encode_json(plain if wanted & PRESERVE_KEYS else php_json.from_lua(plain), bool(wanted & PRETTY))


def json_decode(text: Lua, flags: Lua) -> Any:
    """`mw.text.jsonDecode`."""
    check("mw.text.jsonDecode", 1, text, "string")
    wanted = _flags("mw.text.jsonDecode", flags)
    value = php_json.decode_json(text, bool(wanted & TRY_FIXING))
    return value if wanted & PRESERVE_KEYS else php_json.to_lua(value)


@cache
def entities() -> dict[str, str]:
    """Characters by the entities of HTML 5 that stand for them.

    PHP knows one name of each, 1,511 of 2,125: no reader sees a difference.
    """
    return {f"&{name}": value for name, value in html.entities.html5.items() if name.endswith(";")}


def _flags(function: str, flags: Lua) -> int:
    check(function, 2, flags, "number", optional=True)
    return int(flags or 0)


def _text(function: str, text: Lua) -> str:
    check(function, 1, text, "string")
    return decode(text)


def _either_case(protocol: str) -> str:
    """A Lua pattern."""
    return f"({''.join(f'[{letter.upper()}{letter}]' for letter in protocol)}):"
