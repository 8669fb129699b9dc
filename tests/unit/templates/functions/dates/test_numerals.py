"""Roman and Hebrew numerals."""

from __future__ import annotations

import pytest

from wikimill.templates.functions.dates.numerals import hebrew_numeral, roman_numeral


@pytest.mark.parametrize(
    ("number", "expected"),
    [(1, "I"), (4, "IV"), (1999, "MCMXCIX"), (2026, "MMXXVI"), (9999, "MMMMMMMMMCMXCIX"), (0, "0"), (10_001, "10001")],
)
def test_roman(number: int, expected: str) -> None:
    assert roman_numeral(number) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "א'"),
        (15, 'ט"ו'),
        (16, 'ט"ז'),
        (17, 'י"ז'),
        (20, "כ'"),
        (115, 'קט"ו'),
        (500, 'ת"ק'),
        (1000, "א' אלף"),
        (2000, "ב' אלפים"),
        (2050, "ב'ן'"),
        (5784, "ה'תשפ\"ד"),
        (0, "0"),
        (10_000, "10000"),
    ],
)
def test_hebrew(number: int, expected: str) -> None:
    assert hebrew_numeral(number) == expected
