"""PHP's numbers. Every expected value is PHP 8.2's."""

from __future__ import annotations

import math

import pytest

from wikimill.templates.functions import php


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12),
        (" 12abc", 12),
        ("-7.9", -7),
        ("+3", 3),
        ("1e3", 1000),
        (".5", 0),
        ("", 0),
        ("x1", 0),
        ("1e", 1),
        ("0x1A", 0),
        ("٣", 0),
        ("99999999999999999999", php.LARGEST),
        ("-99999999999999999999", php.SMALLEST),
        ("1e30", php.LARGEST),
        ("1e1000", 0),
        ("9" * 100_000, 0),
    ],
)
def test_to_int(text: str, expected: int) -> None:
    assert php.to_int(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("1.5x", 1.5), ("-.5", -0.5), ("1e2", 100.0), ("", 0.0), (".", 0.0)])
def test_to_float(text: str, expected: float) -> None:
    assert php.to_float(text) == expected


@pytest.mark.parametrize("text", ["1", " 1", "1 ", "1.", ".5", "1e5", "-1E-5", "\n1\v", "+0"])
def test_what_is_numeric(text: str) -> None:
    assert php.is_numeric(text)


@pytest.mark.parametrize("text", ["", ".", "+", "1a", "1 2", "e5", "1e", "0x1", "1_0", "--1", "١", "1\0", "\u00a01"])
def test_what_is_not_numeric(text: str) -> None:
    assert not php.is_numeric(text)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("a", "a", True),
        ("a", "A", False),
        ("1", "01", True),
        ("1", " 1.0 ", True),
        ("100", "1e2", True),
        ("0", "-0", True),
        ("0", "", False),
        ("1", "1x", False),
        ("9223372036854775807", "9223372036854775808", False),
        ("99999999999999999999", "99999999999999999998", False),
        ("99999999999999999999.0", "099999999999999999999.0", False),
        ("1e1000", "1e1001", False),
        ("0.1", "1e-1", True),
    ],
)
def test_loosely_equal(left: str, right: str, expected: bool) -> None:
    assert php.loosely_equal(left, right) is expected
    assert php.loosely_equal(right, left) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, "5"),
        (5.0, "5"),
        (-0.0, "-0"),
        (1 / 3, "0.33333333333333"),
        (1e14, "1.0E+14"),
        (123456789012345.0, "1.2345678901234E+14"),
        (0.0001, "0.0001"),
        (0.00001, "1.0E-5"),
        (1.5e300, "1.5E+300"),
        (math.inf, "INF"),
        (-math.inf, "-INF"),
        (math.nan, "NAN"),
    ],
)
def test_number_text(value: float, expected: str) -> None:
    assert php.number_text(value) == expected


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (2.5, 0, 3.0),
        (-2.5, 0, -3.0),
        (1.005, 2, 1.01),
        (1.955, 2, 1.96),
        (5.055, 2, 5.06),
        (1234.5, -2, 1200.0),
        (15, -1, 20.0),
        (0.4, 0, 0.0),
        (1e15, 2, 1e15),
        (1e300, -299, 1e300),
        (5, -400, 0.0),
        (0.1, 400, 0.1),
        (math.inf, 2, math.inf),
    ],
)
def test_rounded(value: float, places: int, expected: float) -> None:
    assert php.rounded(value, places) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(-1.9, -1), (2.0**64 + 4096, 4096), (-1e19, -1e19 + 2**64), (math.inf, 0), (math.nan, 0), (2.0**63, -(2**63))],
)
def test_whole(value: float, expected: int) -> None:
    assert php.whole(value) == (
        expected if value != 1e30 else int(1e30) % 2**64 - (2**64 if int(1e30) % 2**64 >= 2**63 else 0)
    )


def test_escapes() -> None:
    assert php.escaped("""<a href="x" b='y'>&amp;""") == "&lt;a href=&quot;x&quot; b=&#039;y&#039;&gt;&amp;amp;"
    assert php.attribute("""<'">&""") == "&lt;'&quot;&gt;&amp;"
    assert php.escaped_once("&amp; & &#39; &x; &#;") == "&amp; &amp; &#39; &x; &amp;#;"


@pytest.mark.parametrize("text", ["1" * 1_000_000, "1." * 500_000, " " * 1_000_000, "1e" + "9" * 1_000_000])
def test_long_numbers_are_read_too(text: str) -> None:
    assert abs(php.to_int(text)) < 1 << 64
    assert php.loosely_equal(text, text)
