"""Letters and widths: `lc`, `uc`, `lcfirst`, `ucfirst`, `padleft`, `padright`, `bidi`. Strip markers survive them."""

from __future__ import annotations

import unicodedata

from wikimill.templates.call import Call
from wikimill.templates.functions.language import language
from wikimill.templates.functions.php import to_int
from wikimill.templates.functions.text_parts import outside_markers

# First letters that keep their dot, or go without one, by the language whose class in PHP MediaWiki runs.
CAPITALS = {"az": {"i": "İ"}, "kaa": {"i": "İ"}, "kk-latn": {"i": "İ"}, "tr": {"i": "İ", "ı": "I"}}
SMALL_LETTERS = {"kaa": {"I": "ı"}, "kk-latn": {"I": "ı"}, "tr": {"I": "ı", "İ": "i"}}
WIDEST = 500  # characters that padding may make
LEFT_EMBEDDING, RIGHT_EMBEDDING, POP = "\u202a", "\u202b", "\u202c"


def lc(call: Call) -> str:
    """`{{lc:text}}`: small letters."""
    return outside_markers(call.first, str.lower)


def uc(call: Call) -> str:
    """`{{uc:text}}`: capital letters."""
    return outside_markers(call.first, str.upper)


def lcfirst(call: Call) -> str:
    """`{{lcfirst:text}}`: the first letter small."""
    first = call.first[:1]
    own = SMALL_LETTERS.get(language(call.site).core.php_class, {})
    return own.get(first, first.lower()) + call.first[1:]


def ucfirst(call: Call) -> str:
    """`{{ucfirst:text}}`: the first letter a capital."""
    first = call.first[:1]
    own = CAPITALS.get(language(call.site).core.php_class, {})
    return own.get(first, first.upper()) + call.first[1:]


def padleft(call: Call) -> str:
    """`{{padleft:text|width|padding}}`: the text, filled up on the left; with zeros unless said otherwise."""
    return _padding(call) + call.first


def padright(call: Call) -> str:
    """`{{padright:text|width|padding}}`: the text, filled up on the right."""
    return call.first + _padding(call)


def bidi(call: Call) -> str:
    """`{{bidi:text}}`: the text within signs of the direction that its first letter has."""
    for letter in call.first:
        direction = unicodedata.bidirectional(letter)
        if direction in {"L", "R", "AL"}:
            return (LEFT_EMBEDDING if direction == "L" else RIGHT_EMBEDDING) + call.first + POP
    return call.first


def _padding(call: Call) -> str:
    padding = call.expander.markers.kill(call.argument(1, "0"))
    missing = min(to_int(call.argument(0)), WIDEST) - len(call.first)
    if not padding or missing <= 0:
        return ""
    return (padding * (missing // len(padding) + 1))[:missing]
