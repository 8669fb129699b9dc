"""Apostrophes of bold and italics."""

from __future__ import annotations

import pytest

from wikimill.templates.functions.quotes import without_quotes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it's", "it's"),
        ("''a'' '''b''' '''''c'''''", "a b c"),
        ("''''a''''", "'a'"),
        ("'''''''a", "''a"),
        ("''a'''b", "a'b"),  # one of each: the bold one is an apostrophe and italics
        ("'''a b''c", "'a bc"),
        ("a '''b''c", "a 'bc"),
        ("l'''a ''b", "l'a b"),
        ("xy '''a z'''b l'''c ''d", "xy a z'b lc d"),
        ("''", ""),
    ],
)
def test_without_quotes(text: str, expected: str) -> None:
    assert without_quotes(text) == expected
