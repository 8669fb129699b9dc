"""`mw.ustring`: strings of characters instead of bytes."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from typing import Any, Literal

from wikimill.templates.scribunto.values import Lua, LuaError, check, lua_type, number_text

LONGEST = 2 * 1024 * 1024  # bytes of a string: MediaWiki's $wgMaxArticleSize


def callbacks() -> dict[str, Callable[..., Any]]:
    """The callbacks of `mw.ustring.lua`."""
    return {
        "isutf8": lambda text: _decoded(text) is not None,
        "byteoffset": byte_offset,
        "codepoint": code_point,
        "gcodepoint_init": lambda *arguments: list(code_point(*arguments)),
        "char": char,
        "len": length,
        "sub": sub,
        "upper": lambda text: upper(checked("upper", text)),
        "lower": lambda text: lower(checked("lower", text)),
        **{f"to{form}": _normalizer(form) for form in ("NFC", "NFD", "NFKC", "NFKD")},
    }


def upper(text: str) -> str:
    """As PHP's `mb_strtoupper`."""
    return text.upper()


def lower(text: str) -> str:
    """As PHP's `mb_strtolower`, which has one small sigma."""
    return "".join(map(str.lower, text)) if "\u03a3" in text else text.lower()


def length(text: Lua) -> int | None:
    """Characters of a string, nil for what is not UTF-8."""
    decoded = _decoded(text, "len")
    return None if decoded is None else len(decoded)


def sub(text: Lua, start: Lua, end: Lua) -> str:
    """The characters from `start` to `end`, both counted from 1, from the end where negative."""
    string = checked("sub", text)
    first, last = whole_number("sub", 2, start, 1), whole_number("sub", 3, end, -1)
    return string[_range(first, last, len(string))]


def code_point(text: Lua, start: Lua, end: Lua) -> tuple[int, ...]:
    """The code points of the characters from `start` to `end`."""
    string = checked("codepoint", text)
    first = whole_number("codepoint", 2, start, 1)
    last = whole_number("codepoint", 3, end, first)
    return tuple(map(ord, string[_range(first, last, len(string))]))


def _range(first: int, last: int, size: int) -> slice:
    """From one character to another, counted from 1, or from the end where negative; 0 counts as 1."""
    first = size + first + 1 if first < 0 else first
    last = size + last + 1 if last < 0 else last
    if last < first:
        return slice(0)
    return slice(max(first, 1) - 1, max(last, 1))


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


def byte_offset(text: Lua, count: Lua, start: Lua) -> int | None:
    """Where in bytes the `count`-th character after the byte `start` begins."""
    data = checked("byteoffset", text).encode()
    chars, at = whole_number("byteoffset", 2, count, 1), whole_number("byteoffset", 3, start, 1)
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


def _decoded(text: Lua, function: str = "isutf8") -> str | None:
    """The characters, None for what is not UTF-8."""
    if isinstance(text, bytes):
        if len(text) > LONGEST:
            raise LuaError(f"bad argument #1 to '{function}' (string is longer than {LONGEST} bytes)")
        try:
            return text.decode()
        except UnicodeDecodeError:
            return None
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        return number_text(text)
    check(function, 1, text, "string")
    return None


def checked(function: str, text: Lua) -> str:
    """The characters of the first argument; complains of what is no UTF-8."""
    decoded = _decoded(text, function)
    if decoded is None:
        raise LuaError(f"bad argument #1 to '{function}' (string is not UTF-8)")
    return decoded


def whole_number(function: str, index: int, value: Lua, default: int) -> int:
    """An argument that is a number or nil, without what follows its point."""
    if value is None:
        return default
    check(function, index, value, "number")
    if not math.isfinite(value):
        return 0 if math.isnan(value) else (1 << 62) if value > 0 else -(1 << 62)
    return int(value)


def _normalizer(form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> Callable[..., str | None]:
    def normalize(text: Lua) -> str | None:
        decoded = _decoded(text, f"to{form}")
        return None if decoded is None else unicodedata.normalize(form, decoded)

    return normalize
