"""Wikitext of any bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wikimill.convert.text import decode, replace_surrogates


def test_each_byte_that_is_not_utf_8_is_one_character() -> None:
    assert replace_surrogates(decode(b"caf\xe9 \xff\xfe!")) == ("caf\ufffd \ufffd\ufffd!", 3)


def test_a_lone_surrogate_is_one_character_from_a_file_as_from_the_cache() -> None:
    text = "a\ud800b"
    assert decode(text.encode("utf-8", "surrogatepass")) == text
    assert replace_surrogates(text) == ("a\ufffdb", 1)


@given(st.binary())
def test_any_bytes_can_be_written_as_utf_8(data: bytes) -> None:
    text, replaced = replace_surrogates(decode(data))
    assert text.encode().decode() == text
    assert text.count("\ufffd") >= replaced


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_stays_as_it_is(text: str) -> None:
    assert replace_surrogates(decode(text.encode())) == (text, 0)
