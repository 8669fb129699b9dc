"""What ParserFunctions does with texts: `#len`, `#pos`, `#sub`, `#count`, `#replace`, `#explode` and their kin.

Strip markers are left out of them. A text of 1000 characters or more is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import unquote_plus

from wikimill.templates.call import Call
from wikimill.templates.functions import language as languages
from wikimill.templates.functions.messages import error
from wikimill.templates.functions.numbers import write_number
from wikimill.templates.functions.php import is_numeric, to_float, to_int

LIMIT = 1000  # characters: $wgPFStringLengthLimit


class _TooLongError(ValueError):
    """A text that is longer than string functions take."""


def len_(call: Call) -> str:
    """`{{#len:text}}`: how many characters it has."""
    return str(len(call.expander.markers.kill(call.first)))


def pos(call: Call) -> str:
    """`{{#pos:text|needle|offset}}`: where the needle first stands, empty where it does not."""
    return _refused(call, _pos)


def rpos(call: Call) -> str:
    """`{{#rpos:text|needle}}`: where the needle last stands, -1 where it does not."""
    return _refused(call, lambda call: str(_text(call, 0).rfind(_text(call, 1) or " ")))


def sub(call: Call) -> str:
    """`{{#sub:text|start|length}}`: a part of it; negative numbers count from its end, length 0 goes to the end."""
    return _refused(call, _sub)


def count(call: Call) -> str:
    """`{{#count:text|needle}}`: how often the needle stands in it."""
    return _refused(call, lambda call: str(_text(call, 0).count(_text(call, 1) or " ")))


def replace(call: Call) -> str:
    """`{{#replace:text|needle|replacement|limit}}`."""
    return _refused(call, _replace)


def explode(call: Call) -> str:
    """`{{#explode:text|separator|position|limit}}`: a piece of it; a negative position counts from the end."""
    return _refused(call, _explode)


def urldecode(call: Call) -> str:
    """`{{#urldecode:text}}`: `%20` and `+` read."""
    return _refused(call, lambda call: unquote_plus(_text(call, 0), errors="replace"))


def _refused(call: Call, function: Callable[[Call], str]) -> str:
    try:
        return function(call)
    except _TooLongError:
        return error(call, "pfunc_string_too_long", write_number(languages.language(call.site), str(LIMIT)))


def _text(call: Call, index: int) -> str:
    text = call.expander.markers.kill(call.argument(index - 1) if index else call.first)
    return _short(text)


def _short(text: str) -> str:
    if len(text) >= LIMIT:
        raise _TooLongError
    return text


def _pos(call: Call) -> str:
    text = _text(call, 0)
    offset = min(to_int(call.argument(1)), len(text))
    found = text.find(_text(call, 1) or " ", max(offset + len(text), 0) if offset < 0 else offset)
    return "" if found < 0 else str(found)


def _sub(call: Call) -> str:
    text = _text(call, 0)
    start, length = to_int(call.argument(0)), to_int(call.argument(1))
    start = max(len(text) + start, 0) if start < 0 else start
    end = start + length if length > 0 else len(text) + length
    return text[start : max(end, start)]


def _replace(call: Call) -> str:
    text, needle, replacement = _text(call, 0), _text(call, 1) or " ", _text(call, 2)
    growth = len(replacement) - len(needle)
    limit = (LIMIT - len(text)) // growth + 1 if growth > 0 else -1
    wanted = to_int(call.argument(2, "-1"))
    if wanted >= 0 and (limit > wanted or limit == -1):
        limit = wanted
    return _short(text.replace(needle, replacement, limit))


def _explode(call: Call) -> str:
    text, separator = _text(call, 0), _text(call, 1) or " "
    limit = to_int(call.argument(2))
    pieces = text.split(separator, -1 if limit in {0, -1} else max(limit, 1) - 1)
    return _piece(pieces, call.argument(1, "0"))


def _piece(pieces: Sequence[str], position: str) -> str:
    negative = to_float(position) < 0 if is_numeric(position) else position < "0"
    number = to_int(position)
    if negative:
        number += len(pieces)
        return pieces[number] if 0 <= number < len(pieces) else ""
    return pieces[number] if str(number) == position and number < len(pieces) else ""
