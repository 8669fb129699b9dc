"""Markdown of values that may hold anything."""

from __future__ import annotations

import pytest

from tests.unit.corpus.card.reader import parse_cells
from wikimill.corpus.card import markdown


@pytest.mark.parametrize(
    "value",
    ["a|b", "a\\|b", "a\\", "``", "<b>", "&amp;", "[a](b)", "*a*", "__a__", "_a_b_", "https://a.b", "www.a.b", "a@b.c"],
)
def test_a_cell_is_text(value: str) -> None:
    assert parse_cells(markdown.format_table(["x", "y"], [[value, 1234]]), "x") == [[value, "1,234"]]


@pytest.mark.parametrize("address", ["", "javascript:x", "https://a.b/)c", "https://a.b/|", "http://a.b c"])
def test_an_odd_address_is_not_linked(address: str) -> None:
    assert markdown.link("x*", address) == "x&#42;"
