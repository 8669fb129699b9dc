"""Infoboxes as tables of their arguments."""

from __future__ import annotations

import pytest

from wikimill.templates.infoboxes import infobox_table, is_infobox


@pytest.mark.parametrize("name", ["Infobox", "infobox ship", "Geobox infobox", "Automatic taxobox", "Info/Ship"])
def test_names_of_infoboxes(name: str) -> None:
    assert is_infobox(name)


@pytest.mark.parametrize("name", ["Information", "Navbox", "Box", "An info/x", ""])
def test_names_of_others(name: str) -> None:
    assert not is_infobox(name)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("22 m", "22 m"),
        ("[[Hest]], [[Skerrow|the island]]", "[[Hest]], [[Skerrow|the island]]"),
        ("* one\n* two\n\n* three", "one; two; three"),
        ("one\ntwo", "one; two"),
        ("one *  two", "one *  two"),
        ("red | white", "| red | white"),
        ("a [[b|c]] | d", "a [[b|c]] | d"),
        ("Hest.svg and more", "Hest.svg and more"),
    ],
)
def test_a_row(value: str, cell: str) -> None:
    assert infobox_table({"built_in": value}) == f"\n{{|\n|-\n| built in || {cell}\n|}}\n"


def test_what_is_no_row() -> None:
    arguments = {"1": "x", "empty": "", "image": "Hest.JPG", "sound": "Bell.ogg", "table": "x\n{|\n| y\n|}"}
    assert infobox_table(arguments) is None
    assert infobox_table({}) is None
    assert infobox_table({**arguments, "b": "2", "a": "1"}) == "\n{|\n|-\n| b || 2\n|-\n| a || 1\n|}\n"


def test_long_values_take_no_longer_than_others() -> None:
    assert infobox_table({"a": "* " * 500_000 + "x", "b": " " * 500_000 + "|"})
