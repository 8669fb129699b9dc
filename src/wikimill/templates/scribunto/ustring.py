"""`mw.ustring`: strings of characters instead of bytes."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, Literal, NoReturn

from wikimill.templates.scribunto.patterns import Pattern, translate
from wikimill.templates.scribunto.values import Lua, LuaError, check, encode, lua_type, number_text, string as string_of

LONGEST_STRING, LONGEST_PATTERN = 2 * 1024 * 1024, 10_000  # bytes; the first is MediaWiki's $wgMaxArticleSize
SECONDS = 5.0  # that a pattern may take, which PCRE bounds by steps
REFERENCE = re.compile(r"%([%0-9])")


def library() -> dict[str, Callable[..., Any]]:
    """The callbacks of `mw.ustring.lua`."""
    return {
        "isutf8": lambda text=None: _decoded(text) is not None,
        "byteoffset": byte_offset,
        "codepoint": code_point,
        "gcodepoint_init": lambda *arguments: list(code_point(*arguments)),
        "char": char,
        "len": length,
        "sub": sub,
        "upper": lambda text=None: upper(_text("upper", text)),
        "lower": lambda text=None: lower(_text("lower", text)),
        "find": find,
        "match": match,
        "substitute": substitute,
        **{f"to{form}": _normalizer(form) for form in ("NFC", "NFD", "NFKC", "NFKD")},
    }


def settings() -> dict[str, Any]:
    """What `mw.ustring.lua` is set up with."""
    return {"stringLengthLimit": LONGEST_STRING, "patternLengthLimit": LONGEST_PATTERN}


def upper(text: str) -> str:
    """As PHP's `mb_strtoupper`."""
    return text.upper()


def lower(text: str) -> str:
    """As PHP's `mb_strtolower`, which has one small sigma."""
    return "".join(map(str.lower, text)) if "\u03a3" in text else text.lower()


def length(text: Lua = None) -> int | None:
    """Characters of a string, nil for what is not UTF-8."""
    decoded = _decoded(text, "len")
    return None if decoded is None else len(decoded)


def sub(text: Lua = None, start: Lua = None, end: Lua = None) -> str:
    """The characters from `start` to `end`, both counted from 1, from the end where negative."""
    string = _text("sub", text)
    first, last = _number("sub", 2, start, 1), _number("sub", 3, end, -1)
    size = len(string)
    first = size + first + 1 if first < 0 else first
    last = size + last + 1 if last < 0 else last
    return "" if last < first else string[max(first, 1) - 1 : max(min(last, size), 0)]


def code_point(text: Lua = None, start: Lua = None, end: Lua = None) -> tuple[int, ...]:
    """The code points of the characters from `start` to `end`."""
    string = _text("codepoint", text)
    first = _number("codepoint", 2, start, 1)
    last = _number("codepoint", 3, end, first)
    size = len(string)
    first = size + first + 1 if first < 0 else first
    last = size + last + 1 if last < 0 else last
    return tuple(map(ord, string[max(first, 1) - 1 : max(last, 0)])) if last >= first else ()


def char(*points: Lua) -> bytes:
    """The string of some code points."""
    out = []
    for index, point in enumerate(points, 1):
        value: Any = point
        if isinstance(point, bytes):
            try:
                value = float(point)
            except ValueError:
                check("char", index, point, "number")
        elif lua_type(point) != "number":
            check("char", index, point, "number")
        if not 0 <= value <= 0x10FFFF:
            raise LuaError(f"bad argument #{index} to 'char' (value out of range)")
        whole = math.floor(value)
        out.append("?" if 0xD800 <= whole < 0xE000 else chr(whole))
    return "".join(out).encode()


def byte_offset(text: Lua = None, count: Lua = None, start: Lua = None) -> int | None:
    """Where in bytes the `count`-th character after the byte `start` begins."""
    data = _text("byteoffset", text).encode()
    chars, at = _number("byteoffset", 2, count, 1), _number("byteoffset", 3, start, 1)
    at = len(data) + at + 1 if at < 0 else at
    if not 1 <= at <= len(data):
        return None
    begin = at - 1
    while data[begin] & 0xC0 == 0x80:
        begin -= 1
    if chars > 0 and begin == at - 1:
        chars -= 1
    string = data.decode()
    index = len(data[:begin].decode()) + chars
    return len(string[:index].encode()) + 1 if 0 <= index < len(string) else None


def find(text: Lua = None, pattern: Lua = None, start: Lua = None, plain: Lua = None) -> Any:
    """Where a pattern is first found: both ends and its captures."""
    string = _text("find", text)
    check("find", 4, plain, "boolean", optional=True)
    at = _start("find", string, start)
    if plain:
        wanted = _pattern_text("find", pattern)
        place = string.find(wanted, at)
        return None if place < 0 else (place + 1, place + len(wanted))
    found, translated = _search("find", string, pattern, at)
    return None if found is None else (found.start() + 1, found.end(), *_captures(found, translated))


def match(text: Lua = None, pattern: Lua = None, start: Lua = None) -> Any:
    """The captures of the first match of a pattern, all of it where it has none."""
    string = _text("match", text)
    found, translated = _search("match", string, pattern, _start("match", string, start))
    if found is None:
        return None
    return tuple(_captures(found, translated)) if translated.groups else found[0]


def substitute(text: Lua = None, pattern: Lua = None, replacement: Lua = None, most: Lua = None) -> Any:
    """`gsub` with a string: the text and how often it was replaced."""
    string = _text("gsub", text)
    check("gsub", 4, most, "number", optional=True)
    if most is not None and most < 1:
        return string, 0
    translated = translate(_pattern_text("gsub", pattern), "gsub")
    with_captures = _replacement(string_of(replacement), translated)
    count = 0 if most is None else int(min(most, 1 << 31))
    result, times = _bounded(translated.expression.subn, translated, pattern, with_captures, string, count)
    return result, times


def _replacement(text: str, pattern: Pattern) -> Callable[[Any], str]:
    """What a match is replaced by: `%0` is the match, `%1` its first capture."""
    if "%" not in text:
        return lambda found: text
    pieces = REFERENCE.split(text)

    def expand(found: Any) -> str:
        out = []
        for index, piece in enumerate(pieces):
            out.append(_referenced(piece, found, pattern) if index % 2 else piece)
        return "".join(out)

    return expand


def _referenced(reference: str, found: Any, pattern: Pattern) -> str:
    if reference == "%":
        return "%"
    number = int(reference)
    if number == 0 or (number == 1 and not pattern.groups):
        return str(found[0])
    if number > len(pattern.groups):
        raise LuaError(f"invalid capture index %{number} in replacement string")
    group = pattern.groups[number - 1]
    return str(found.start(group) + 1) if pattern.positions[number - 1] else str(found[group])


def rows(function: str, text: Lua, pattern: Lua, most: Lua = None) -> tuple[int, Iterator[list[Any]]]:
    """The matches for `gmatch` and, with the text before each, for `gsub`: how long a row is, and the rows.

    A row is the captures of a match, all of it where it has none; in `gsub` the text before it and it come first,
    and a last row has only the text after the last match.
    """
    string = _text(function, text)
    translated = translate(_pattern_text(function, pattern), function)
    size = max(len(translated.groups), 1) if function == "gmatch" else len(translated.groups) + 2
    return size, _rows(string, translated, pattern, most, function == "gsub")


def _rows(string: str, translated: Pattern, pattern: Lua, most: Lua, whole: bool) -> Iterator[list[Any]]:
    done = count = 0
    for found in _timed(_bounded(translated.expression.finditer, translated, pattern, string), pattern):
        if most is not None and count >= most:
            break
        count += 1
        captures = _captures(found, translated)
        if whole:
            yield [encode(string[done : found.start()]), encode(found[0]), *captures]
        else:
            yield captures or [encode(found[0])]
        done = found.end()
    if whole:
        yield [encode(string[done:])]


def pieces(text: Lua, pattern: Lua, plain: Lua) -> Iterator[list[Any]]:
    """The pieces of a text between matches of a pattern that does not begin with `^`, as `mw.text.split` has them."""
    string = _text("find", text)
    wanted = _pattern_text("find", pattern)
    translated = None if plain else translate(wanted, "find")
    start = 0
    while True:
        if translated is None:
            first = string.find(wanted, start)
            last = first + len(wanted)
        else:
            found = _bounded(translated.expression.search, translated, pattern, string, start)
            first, last = (found.start(), found.end()) if found else (-1, -1)
        if first < 0:
            yield [encode(string[start:])]
            return
        if last > first:
            yield [encode(string[start:first])]
            start = last
        else:  # between two characters
            yield [encode(string[start : first + 1])]
            start = first + 1
            if start >= len(string):
                return


def _bounded(method: Callable[..., Any], translated: Pattern, pattern: Lua, *arguments: Any) -> Any:
    """Call a method of a regular expression, with a limit of time where it may need one."""
    string = next(each for each in arguments if isinstance(each, str))
    if len(string) <= translated.safe:
        return method(*arguments)
    try:
        return method(*arguments, timeout=SECONDS)
    except TimeoutError:
        _too_long(pattern)


def _timed(found: Iterator[Any], pattern: Lua) -> Iterator[Any]:
    try:
        yield from found
    except TimeoutError:
        _too_long(pattern)


def _search(function: str, string: str, pattern: Lua, at: int) -> tuple[Any, Pattern]:
    translated = translate(_pattern_text(function, pattern), function)
    expression = translated.expression
    method = expression.match if translated.here else expression.search
    return _bounded(method, translated, pattern, string, at), translated


def _too_long(pattern: Lua) -> NoReturn:
    """Complain of a pattern that takes too long, as PCRE does of one that takes too many steps."""
    raise LuaError(f"PCRE backtrack limit reached while matching pattern '{string_of(pattern)}'")


def _captures(found: Any, pattern: Pattern) -> list[Any]:
    return [
        found.start(group) + 1 if position else encode(found[group])
        for group, position in zip(pattern.groups, pattern.positions, strict=True)
    ]


def _decoded(text: Lua, function: str = "isutf8") -> str | None:
    """The characters, None for what is not UTF-8."""
    if isinstance(text, bytes):
        if len(text) > LONGEST_STRING:
            raise LuaError(f"bad argument #1 to '{function}' (string is longer than {LONGEST_STRING} bytes)")
        try:
            return text.decode()
        except UnicodeDecodeError:
            return None
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        return number_text(text)
    check(function, 1, text, "string")
    return None


def _text(function: str, text: Lua) -> str:
    decoded = _decoded(text, function)
    if decoded is None:
        raise LuaError(f"bad argument #1 to '{function}' (string is not UTF-8)")
    return decoded


def _pattern_text(function: str, pattern: Lua) -> str:
    if isinstance(pattern, (int, float)) and not isinstance(pattern, bool):
        return number_text(pattern)
    check(function, 2, pattern, "string")
    if len(pattern) > LONGEST_PATTERN:
        raise LuaError(f"bad argument #2 to '{function}' (pattern is longer than {LONGEST_PATTERN} bytes)")
    try:
        return str(pattern, "utf-8")
    except UnicodeDecodeError:
        raise LuaError(f"bad argument #2 to '{function}' (string is not UTF-8)") from None


def _number(function: str, index: int, value: Lua, default: int) -> int:
    if value is None:
        return default
    check(function, index, value, "number")
    if not math.isfinite(value):
        return 0 if math.isnan(value) else (1 << 62) if value > 0 else -(1 << 62)
    return int(value)


def _start(function: str, string: str, start: Lua) -> int:
    """Where a search begins, from 0."""
    at = _number(function, 3, start, 1)
    at = len(string) + at + 1 if at < 0 else at
    return min(max(at, 1), len(string) + 1) - 1


def _normalizer(form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> Callable[..., str | None]:
    def normalize(text: Lua = None) -> str | None:
        decoded = _decoded(text, f"to{form}")
        return None if decoded is None else unicodedata.normalize(form, decoded)

    return normalize
