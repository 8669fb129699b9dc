"""Languages within a wiki."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.templates.wiki import SITE
from wikimill.site.core import core_site
from wikimill.templates.functions.language import language


def test_names_are_mediawikis() -> None:
    russian = language(SITE, "ru")
    assert (russian.months[2], russian.month_genitives[2], russian.month_abbreviations[2]) == ("март", "марта", "мар")
    assert (russian.weekdays[0], russian.weekday_abbreviations[6]) == ("понедельник", "вс")


def test_the_wikis_own_messages_go_first() -> None:
    site = replace(SITE, messages={"march": "Marchmonth"})
    assert language(site).months[1:3] == ["February", "Marchmonth"]
    assert language(site, "de").months[2] == "März"


def test_an_unknown_language_has_english_names() -> None:
    assert language(SITE, "xx-unknown").months[0] == "January"


def test_months_of_other_calendars() -> None:
    english = language(SITE)
    assert (english.iranian_month(1), english.hijri_month(12)) == ("Farvardin", "Dhu al-Hijjah")
    assert [english.hebrew_month(month) for month in (1, 6, 13, 14)] == ["Tishrei", "Adar", "Adar I", "Adar II"]
    assert language(SITE, "ru").hebrew_month(1, genitive=True) == "Тишрея"


def test_direction() -> None:
    assert language(SITE).direction_mark == "\u200e"
    assert language(SITE, "he").right_to_left
    assert language(core_site("ar")).direction_mark == "\u200f"


@pytest.mark.parametrize(
    ("code", "counts", "forms"),
    [
        ("en", ["0", "1", "2", "1.5"], [1, 0, 1, 1]),
        ("ru", ["1", "2", "5", "11", "21", "1.5"], [0, 1, 2, 2, 0, 3]),
        ("pl", ["1", "2", "5", "12", "22"], [0, 1, 2, 2, 1]),
        ("ar", ["0", "1", "2", "3", "11", "100"], [0, 1, 2, 3, 4, 5]),
        ("fr", ["0", "1", "1.5"], [0, 0, 0]),
        ("ja", ["1", "2"], [0, 1]),
        ("sr-ec", ["1", "2", "5"], [0, 1, 2]),
        ("no-such", ["1", "2"], [0, 1]),
        ("rue", ["1", "2", "5", "21"], [0, 1, 2, 0]),  # as Ukrainian, which it falls back to
        ("nds-nl", ["0", "1", "2"], [1, 0, 1]),
        ("cu", ["1", "2", "3", "5", "11"], [0, 1, 2, 3, 0]),
        ("sgs", ["1", "2", "0", "5"], [0, 1, 2, 3]),
        ("ksh", ["1", "2", "0"], [0, 1, 2]),
    ],
)
def test_plural_forms(code: str, counts: list[str], forms: list[int]) -> None:
    assert [language(SITE, code).plural_index(count) for count in counts] == forms
