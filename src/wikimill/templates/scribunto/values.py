"""Values on their way between Lua, whose strings are bytes, and Python."""

from __future__ import annotations

from typing import Any

from lupa import lua51

from wikimill.templates.functions import php

Lua = Any  # a value of Lua: None, bool, int, float, bytes, or a table or function that lupa wraps
LARGEST_INTEGER = 2**53  # PHP gets whole numbers up to here as integers
ENTRY = 80  # bytes of an entry of a table, at most
LARGEST_KEY = 2**63 - 1


class LuaError(Exception):
    """An error that a module sees, and may catch, as raised by the function that it called."""


def decode(text: bytes) -> str:
    """A string of Lua as text; bytes that are not UTF-8 are kept as lone surrogates."""
    return text.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """Text as a string of Lua."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        try:
            return text.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return text.encode("utf-8", "replace")


def lua_type(value: Lua) -> str:
    """The name that Lua has for the type of a value."""
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, bytes):
        return "string"
    return str(lua51.lua_type(value))


def check(function: str, index: int, value: Lua, expected: str, optional: bool = False) -> None:
    """Complain as Scribunto does about the `index`-th argument when it is of another type."""
    found = lua_type(value)
    if found != expected and not (optional and value is None):
        raise LuaError(f"bad argument #{index} to '{function}' ({expected} expected, got {found})")


def number_text(value: float) -> str:
    """A number as PHP writes it: at most 14 digits, `1.0E+25` for large and small ones."""
    return php.number_text(value if abs(value) <= LARGEST_INTEGER else float(value))


def string(value: Lua) -> str:
    """A string or a number as text."""
    return decode(value) if isinstance(value, bytes) else number_text(value)


def is_table(value: Lua) -> bool:
    """Whether it is a table of Lua."""
    return bool(lua51.lua_type(value) == "table")


def array_key(key: Lua) -> int | str:
    """The key of a table as PHP's arrays have it: whole numbers, also those written as strings, are integers."""
    if isinstance(key, bytes):
        text = decode(key)
        digits = text[1:] if text.startswith("-") else text
        whole = digits.isascii() and digits.isdigit() and (digits[0] != "0" or text == "0")
        return int(text) if whole and len(digits) < 20 and abs(int(text)) <= LARGEST_KEY else text
    if isinstance(key, (int, float)) and not isinstance(key, bool):
        return key if isinstance(key, int) else f"{key:.14g}"
    raise LuaError(f"Cannot use {lua_type(key)} as an array key when passing data from Lua to PHP")


def to_python(value: Lua, _open: tuple[int, ...] = ()) -> Any:
    """A value with tables as dicts, in the order of `pairs`, and strings as text.

    Raises:
        LuaError: for tables that contain themselves, or have keys that PHP's arrays cannot.
    """
    if isinstance(value, bytes):
        return decode(value)
    if not is_table(value):
        return value
    if len(_open) > 200:
        raise LuaError("Cannot pass circular reference to PHP")
    result: dict[int | str, Any] = {}
    for key, entry in value.items():
        plain = array_key(key)
        if plain in result:
            raise LuaError(f"Collision for array key {plain} when passing data from Lua to PHP")
        result[plain] = to_python(entry, (*_open, 0))
    return result


def to_lua(value: Any) -> tuple[Any, int]:
    """A value with text as bytes and lists from 1, ready to become a table, and how many bytes Lua needs for it."""
    if isinstance(value, str):
        value = encode(value)
    if isinstance(value, bytes):
        return value, len(value)
    if isinstance(value, dict):
        table, size = {}, 0
        for key, entry in value.items():
            table[encode(key) if isinstance(key, str) else key], needed = to_lua(entry)
            size += needed + ENTRY
        return table, size
    if isinstance(value, (list, tuple)):
        sequence = [to_lua(entry) for entry in value]
        return [entry for entry, _ in sequence], sum(needed for _, needed in sequence) + ENTRY * len(sequence)
    return value, 0
