"""`mw.ustring.find` and its kin: matches of Lua patterns over characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from wikimill.templates.scribunto.patterns import Pattern, translate
from wikimill.templates.scribunto.ustring import LONGEST, checked, whole_number
from wikimill.templates.scribunto.values import Lua, LuaError, check, encode, number_text
from wikimill.templates.scribunto.values import string as string_of

LONGEST_PATTERN = 10_000  # bytes
SECONDS = 5.0  # that a pattern may take, which PCRE bounds by steps
REFERENCE = re.compile(r"%([%0-9])")


def callbacks() -> dict[str, Callable[..., Any]]:
    """The callbacks of `mw.ustring.lua` that match patterns; library.lua has others."""
    return {"find": find, "match": match}


def settings() -> dict[str, Any]:
    """What `mw.ustring.lua` is set up with."""
    return {"stringLengthLimit": LONGEST, "patternLengthLimit": LONGEST_PATTERN}


def find(text: Lua, pattern: Lua, start: Lua, plain: Lua) -> Any:
    """Where a pattern is first found: both ends and its captures."""
    string = checked("find", text)
    check("find", 4, plain, "boolean", optional=True)
    at = _start("find", string, start)
    if plain:
        wanted = _pattern_text("find", pattern)
        place = string.find(wanted, at)
        return None if place < 0 else (place + 1, place + len(wanted))
    found, translated = _search("find", string, pattern, at)
    return None if found is None else (found.start() + 1, found.end(), *_captures(found, translated))


def match(text: Lua, pattern: Lua, start: Lua) -> Any:
    """The captures of the first match of a pattern, all of it where it has none."""
    string = checked("match", text)
    found, translated = _search("match", string, pattern, _start("match", string, start))
    if found is None:
        return None
    return tuple(_captures(found, translated)) if translated.groups else found[0]


def substitute(text: Lua, pattern: Lua, replacement: Lua, most: Lua) -> Any:
    """`gsub` with a string: the text and how often it was replaced."""
    string = checked("gsub", text)
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
    string = checked(function, text)
    translated = translate(_pattern_text(function, pattern), function)
    size = max(len(translated.groups), 1) if function == "gmatch" else len(translated.groups) + 2
    return size, _rows(string, translated, pattern, most, function == "gsub")


def _rows(string: str, translated: Pattern, pattern: Lua, most: Lua, whole: bool) -> Iterator[list[Any]]:
    done = 0
    for count, found in enumerate(
        _timed(_bounded(translated.expression.finditer, translated, pattern, string), pattern)
    ):
        if most is not None and count >= most:
            break
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
    string = checked("find", text)
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


def _start(function: str, string: str, start: Lua) -> int:
    """Where a search begins, from 0."""
    at = whole_number(function, 3, start, 1)
    at = len(string) + at + 1 if at < 0 else at
    return min(max(at, 1), len(string) + 1) - 1
