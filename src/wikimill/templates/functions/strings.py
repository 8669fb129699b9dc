"""Letters and widths: `lc`, `uc`, `lcfirst`, `ucfirst`, `padleft`, `padright`, `bidi`. Strip markers survive them."""

from __future__ import annotations

import unicodedata

from wikimill.templates.call import Call
from wikimill.templates.functions.php import to_int
from wikimill.templates.functions.text_parts import outside_markers

DOTTED = {"tr": "ıIiİ", "az": "iİ"}  # languages whose letters i with and without a dot keep it; pairs small, large
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
    dotted = DOTTED["tr"] if call.site.language == "tr" else ""
    small = dotted[dotted.index(first) - 1] if first and first in dotted[1::2] else first.lower()
    return small + call.first[1:]


def ucfirst(call: Call) -> str:
    """`{{ucfirst:text}}`: the first letter a capital."""
    first = call.first[:1]
    dotted = DOTTED.get(call.site.language, "")
    large = dotted[dotted.index(first) + 1] if first and first in dotted[::2] else first.upper()
    return large + call.first[1:]


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
