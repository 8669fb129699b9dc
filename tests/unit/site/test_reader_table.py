"""What the reader of wikitext is told of a wiki."""

from __future__ import annotations

import pytest

from wikimill.site.core import core_language, core_site, language_codes
from wikimill.site.reader_table import parse_trail, reader_table


def test_a_german_wiki() -> None:
    table = reader_table(core_site("de"))
    assert table["file"] == ["bild", "datei", "file", "image"]
    assert table["category"] == ["category", "kategorie"]
    assert {"vorlage", "benutzerin", "diskussion"} <= set(table["subpages"])
    assert table["redirect"] == ["#redirect", "#weiterleitung"]
    assert (table["images"]["mini"], table["images"]["verweis=$1"]) == ("img_thumbnail", "img_link")
    assert table["switches"]["kein_inhaltsverzeichnis"] == "notoc"
    assert table["case_sensitive_switches"]["INDEXIEREN"] == "index"
    assert {"fr", "zh-min-nan"} <= set(table["languages"])
    assert {"ref", "poem"} <= set(table["extensions"])


@pytest.mark.parametrize(
    ("language", "letters", "others"),
    [
        ("en", "az", "éA'"), ("de", "aßü", "éA"), ("fr", "aéÇ", "á"), ("ca", "aç·'", ":"), ("ar", "aبً", "é"),
        ("he", "aתא", "é"), ("zh", "", "a中"), ("bn", "ক", "a"), ("hi", "aक-", "A"), ("br", "aZé", "'1"),
    ],
)  # fmt: skip
def test_letters_that_continue_a_link(language: str, letters: str, others: str) -> None:
    trail = parse_trail(core_language(language).link_trail)

    def continues(letter: str) -> bool:
        in_range = any(first <= ord(letter) <= last for first, last in trail["ranges"])
        return in_range or (letter == "'" and bool(trail["apostrophe"]))

    assert all(map(continues, letters))
    assert not any(map(continues, set(others) - set(letters)))


def test_words_that_continue_a_link() -> None:
    assert parse_trail(core_language("br").link_trail)["words"] == ["c’h", "c'h", "C’h", "C’H", "C'h", "C'H"]


@pytest.mark.slow
def test_every_language_has_one() -> None:
    for code in language_codes():
        trail = parse_trail(core_language(code).link_trail)
        assert len(trail["ranges"]) < 120, code
        assert all(first <= last for first, last in trail["ranges"])


@pytest.mark.parametrize("pattern", ["", "x", "/^(a+)+$/", "/^([a-z]+)(.*)$/e(", "[", "/^(" + "(" * 5000 + ")(.*)$/"])
def test_a_pattern_of_another_form_is_no_program(pattern: str) -> None:
    assert isinstance(parse_trail(pattern)["ranges"], list)
