"""Texts that are pinned by their content."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wikimill.sources.base import Pin, Revision
from wikimill.sources.pinned_text import clean_text, matching_revision, pin_text


@given(st.text())
def test_a_clean_text_is_valid_and_cleaning_it_again_changes_nothing(text: str) -> None:
    result = clean_text(text)
    assert clean_text(result) == result
    assert not any(ord(character) < 32 and character not in "\n\t" for character in result)
    assert result == "" or (result.endswith("\n") and not result.endswith("\n\n"))
    assert not result.startswith("\ufeff")
    result.encode()


def test_line_ends_and_unseen_characters() -> None:
    assert clean_text("\ufeffa\r\nb\rc\x0cd\0\x1b\t\ud800é \n\n") == "a\nb\nc\nd\t\ufffdé\n"
    assert clean_text(" \n\t\0") == ""


def test_a_pin_names_its_text_alone() -> None:
    pin = pin_text("a", "é\n", "")
    assert pin == Pin(0, 0, "a", 0x6EE66ED9126AA6D, "", "6ee66ed9126aa6d0e594acd7c5a70bf6d0b06b78", 3)
    assert matching_revision(pin, "é\n") == Revision(pin.revid, "a", "", pin.sha1, "é\n")
    assert matching_revision(pin, "e\n") is None
