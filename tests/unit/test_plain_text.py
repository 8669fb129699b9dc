"""Text from outside as people are shown it."""

from __future__ import annotations

import pytest

from wikimill.plain_text import LONGEST, from_cell, shorten, to_cell, visible, visible_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("C1: \x9b2J", r"C1: \x9b2J"),
        ("txt.\u202eexe", r"txt.\u202eexe"),
        ("\u2066a\u2069 b\u2028c", r"\u2066a\u2069 b\u2028c"),
        ("one\ntwo\tthree\r", r"one\ntwo\tthree\r"),
        ("\ud800 \uffff \U000e0041", r"\ud800 \uffff \U000e0041"),
        # Letters, marks and joiners that languages need.
        ("שלום\u200f!", "שלום\u200f!"),
        ("می\u200cخواهم, क्\u200dष", "می\u200cخواهم, क्\u200dष"),
        (r"AC\DC", r"AC\DC"),
    ],
)
def test_what_would_act_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_lines_stay_lines() -> None:
    assert visible_lines("a\tb\nc\r\x1b") == "a\tb\nc\\r\\x1b"


@pytest.mark.parametrize("text", ["=1+1", "+44", "-30-", "@home", "'=x", "''+x", "'Allo 'Allo", "", "a=b", "'"])
def test_a_cell_is_no_formula_and_is_read_back(text: str) -> None:
    cell = to_cell(text)
    assert not cell.startswith(("=", "+", "-", "@"))
    assert from_cell(cell) == text


@pytest.mark.parametrize(
    "text", ["a\ufeffb", "=\U000e0067", r"a\ufeffb", "\\\ufeff", "\\\\\x85", r"\\ufeff", r"\x5cx41", r"AC\DC"]
)
def test_what_is_invisible_is_read_back(text: str) -> None:
    assert to_cell(text).isprintable()
    assert from_cell(to_cell(text)) == text


def test_only_formulas_are_marked() -> None:
    assert to_cell("'Allo 'Allo") == "'Allo 'Allo"
    assert to_cell(-5) == "-5"
    assert to_cell("a\tb\nc") == r"a\tb\nc"


def test_a_long_message_keeps_both_ends() -> None:
    text = "begin " + "x" * 1_000_000 + " end"
    assert len(shorten(text)) < LONGEST + 10
    assert shorten(text).startswith("begin ")
    assert shorten(text).endswith(" end")
    assert shorten("short") == "short"
