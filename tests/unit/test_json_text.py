"""JSON that others wrote."""

from __future__ import annotations

import itertools
import json

import pytest

from wikimill.json_text import JsonLimitError, parse_json, replace_halves

PARTS = [r"\ud83d", r"\uDE00", r"\\", r"\n", "ud83d", "x"]


@pytest.mark.parametrize("length", range(1, 6))
def test_halves_of_characters_are_replaced_and_nothing_else(length: int) -> None:
    for parts in itertools.product(PARTS, repeat=length):
        text = f'"{"".join(parts)}"'
        whole = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in json.loads(text))
        assert parse_json(text) == whole


@pytest.mark.parametrize("text", ["", "{}", r'"\ud83d\ude00"', r'"\\ud83d"', '["\U0001f600"]', r'"\ud83"'])
def test_a_text_without_halves_stays_the_same(text: str) -> None:
    assert replace_halves(text) is text or replace_halves(text) == text


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply"),
        ("9" * 5000, "a number of too many digits"),
        ('{"a": [-' + "9" * 5000 + "]}", "a number of too many digits"),
    ],
)
def test_what_exceeds_the_limits_is_an_error_of_its_own(text: str, problem: str) -> None:
    for each in (text, text.encode()):
        with pytest.raises(JsonLimitError, match=problem):
            parse_json(each)


@pytest.mark.parametrize("data", [b"", b"[", b"{'a': 1}", b'"\xff"', b'"\xed\xa0\x80"'])
def test_what_is_not_json_is_another_error(data: bytes) -> None:
    with pytest.raises(ValueError) as caught:
        parse_json(data)
    assert not isinstance(caught.value, JsonLimitError)


def test_bytes_may_have_a_byte_order_mark() -> None:
    assert parse_json('\ufeff["ü"]'.encode()) == ["ü"]


def test_numbers_may_stay_as_they_are_written() -> None:
    assert parse_json('[1.50, 7, {"a": %s}]' % ("9" * 5000), parse_number=str) == ["1.50", "7", {"a": "9" * 5000}]
