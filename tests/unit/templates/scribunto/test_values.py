"""Values between Lua and Python."""

from __future__ import annotations

from typing import Any

import pytest
from lupa import lua51

from wikimill.templates.scribunto.values import (
    LuaError,
    array_key,
    check,
    decode,
    encode,
    lua_type,
    number_text,
    to_lua,
    to_python,
)

LUA = lua51.LuaRuntime(encoding=None, unpack_returned_tuples=True)


@pytest.mark.parametrize("data", [b"", b"abc", "\u00e9".encode(), b"\xff\x80a"])
def test_bytes_survive(data: bytes) -> None:
    assert encode(decode(data)) == data


def test_text_that_is_no_unicode() -> None:
    assert encode("a\ud800b") == b"a?b"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (5, "5"),
        (-5, "-5"),
        (2**53, "9007199254740992"),
        (2**70, "1.1805916207174E+21"),
        (0.5, "0.5"),
        (0.1 + 0.2, "0.3"),
        (1e15, "1.0E+15"),
        (1.5e-7, "1.5E-7"),
        (-0.0, "-0"),
        (float("inf"), "INF"),
        (float("-inf"), "-INF"),
        (float("nan"), "NAN"),
    ],
)
def test_numbers_as_php_writes_them(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("nil", "nil"),
        ("true", "boolean"),
        ("1", "number"),
        ("1.5", "number"),
        ("'x'", "string"),
        ("{}", "table"),
        ("print", "function"),
    ],
)
def test_types(code: str, name: str) -> None:
    assert lua_type(LUA.eval(code.encode())) == name


@pytest.mark.parametrize(
    ("key", "plain"),
    [
        (b"a", "a"),
        (b"1", 1),
        (b"-7", -7),
        (b"01", "01"),
        (b"-0", "-0"),
        (b"1.5", "1.5"),
        (b"9" * 30, "9" * 30),
        (3, 3),
        (1.5, "1.5"),
    ],
)
def test_keys(key: Any, plain: int | str) -> None:
    assert array_key(key) == plain


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("{ [true] = 1 }", "Cannot use boolean as an array key when passing data from Lua to PHP"),
        ("{ [0] = 'a', ['0'] = 'b' }", "Collision for array key 0 when passing data from Lua to PHP"),
        ("( function() local t = {} t.t = t return t end )()", "Cannot pass circular reference to PHP"),
    ],
)
def test_tables_that_are_no_arrays(code: str, message: str) -> None:
    with pytest.raises(LuaError) as error:
        to_python(LUA.eval(code.encode()))
    assert str(error.value) == message


def test_tables() -> None:
    assert to_python(LUA.eval(b"{ 'a', { x = 1.5 }, y = true }")) == {1: "a", 2: {"x": 1.5}, "y": True}
    assert to_lua({"a": [1, "\u00e9"], 2: None}) == ({b"a": [1, "\u00e9".encode()], 2: None}, 2 + 4 * 80)


def test_check() -> None:
    check("f", 1, b"x", "string")
    check("f", 1, None, "string", optional=True)
    with pytest.raises(LuaError) as error:
        check("f", 2, 5, "string")
    assert str(error.value) == "bad argument #2 to 'f' (string expected, got number)"
