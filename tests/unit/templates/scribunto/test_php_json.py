"""JSON as PHP has it."""

from __future__ import annotations

from typing import Any

import pytest

from wikimill.templates.scribunto.php_json import decode_json, encode_json, from_lua, to_lua
from wikimill.templates.scribunto.values import LuaError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (5, "5"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e25, "1.0e+25"),
        (1e100, "1.0e+100"),
        (-1e-7, "-1.0e-7"),
        ('a/\u00e9<"\\\n\u2028', '"a/\u00e9<\\"\\\\\\n\\u2028"'),
        ({}, "[]"),
        ({0: "a", 1: "b"}, '["a","b"]'),
        ({1: "a"}, '{"1":"a"}'),
        ({"a": {0: {}}}, '{"a":[[]]}'),
    ],
)
def test_encode(value: Any, expected: str) -> None:
    assert encode_json(value, False) == expected


def test_encode_pretty() -> None:
    assert encode_json({"a": {0: 1, 1: 2}}, True) == '{\n    "a": [\n        1,\n        2\n    ]\n}'


@pytest.mark.parametrize("value", ["\udcff", {"a": "\udcff"}])
def test_what_cannot_be_encoded(value: Any) -> None:
    with pytest.raises(LuaError, match="Unable to encode value"):
        encode_json(value, False)


def test_deep_arrays_cannot_be_encoded() -> None:
    value: Any = {}
    for _ in range(600):
        value = {0: value}
    with pytest.raises(LuaError, match="Unable to encode value"):
        encode_json(value, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b" [1, 2.0, -0] ", {0: 1, 1: 2.0, 2: 0}),
        (b'{"a":{},"1":true,"01":null}', {"a": {}, 1: True, "01": None}),
        (b"12345678901234567890", 12345678901234567890.0),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
    ],
)
def test_decode(text: bytes, expected: Any) -> None:
    assert decode_json(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "Syntax error"),
        (b"[1,]", "Syntax error"),
        (b"NaN", "Syntax error"),
        (b"[1] x", "Syntax error"),
        (b"{'a':1}", "Syntax error"),
        (b'"\xff"', "Malformed UTF-8 characters, possibly incorrectly encoded"),
        (b'"\\ud83d"', "Malformed UTF-16 characters, possibly incorrectly encoded"),
        (b'"a\nb"', "Control character error, possibly incorrectly encoded"),
        (b"[" * 600 + b"]" * 600, "The maximum stack depth has been exceeded"),
        (b"[" * 100_000, "The maximum stack depth has been exceeded"),
    ],
)
def test_decode_errors(text: bytes, message: str) -> None:
    with pytest.raises(LuaError) as error:
        decode_json(text)
    assert str(error.value) == f"mw.text.jsonDecode: {message}"


@pytest.mark.parametrize("text", [b"[1,\n]", b'{"a":1,}', b"[1,]\n"])
def test_commas_at_the_end_are_forgiven(text: bytes) -> None:
    assert decode_json(text, fix=True)


@pytest.mark.parametrize(
    ("of_lua", "of_json"),
    [
        ({}, {}),
        ({1: "a", 2: {1: "b"}}, {0: "a", 1: {0: "b"}}),
        ({1: "a", 3: "c"}, {1: "a", 3: "c"}),
        ({"x": 1, 1: 2}, {"x": 1, 1: 2}),
    ],
)
def test_between_lua_and_json(of_lua: Any, of_json: Any) -> None:
    assert from_lua(of_lua) == of_json
    assert to_lua(of_json) == of_lua


def test_keys_are_ordered_as_numbers() -> None:
    assert list(from_lua({10: 1, "b": 2, 9: 3, "2x": 4})) == ["b", "2x", 9, 10]
