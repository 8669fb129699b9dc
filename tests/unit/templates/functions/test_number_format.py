"""Numbers in languages. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

import pytest

from wikimill.site.core import core_language
from wikimill.templates.functions.number_format import NumberFormat


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ("en", "1234567.5", "1,234,567.5"),
        ("de", "1234567.5", "1.234.567,5"),
        ("de-ch", "1234567.5", "1'234'567,5"),
        ("fr", "-1234.5", "\u22121\u00a0234,5"),
        ("es", "1234.5", "1234,5"),
        ("es", "12345.5", "12\u00a0345,5"),
        ("pl", "-9999.99", "\u22129999,99"),
        ("hi", "12345678.5", "१,२३,४५,६७८.५"),
        ("fa", "1234.5", "۱٬۲۳۴٫۵"),
        ("ja", "1234.5", "1,234.5"),
        ("he", "1234.5", "1,234.5"),
        ("my", "1234567", "၁၂၃၄၅၆၇"),
        ("en", "007", "007"),
        ("en", ".50", ".50"),
        ("en", "1e6", "1,000,000"),
        ("en", "12 and 3456", "12 and 3,456"),
        ("en", "12345678901234567890", "12,345,678,901,234,567,000"),
    ],
)
def test_write(code: str, number: str, expected: str) -> None:
    assert NumberFormat(core_language(code)).write(number) == expected


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [("de", "1234.5", "1234.5"), ("fa", "1234.5", "۱۲۳۴.۵"), ("en", "-5", "\u22125"), ("lzh", "2010", "二〇一〇")],
)
def test_write_without_separators(code: str, number: str, expected: str) -> None:
    assert NumberFormat(core_language(code)).write(number, separators=False) == expected


@pytest.mark.parametrize(
    ("code", "written", "expected"),
    [
        ("en", "1,234.5", "1234.5"),
        ("de", "1.234,5", "1234.5"),
        ("fr", "\u22121\u00a0234,5", "-1234.5"),
        ("fa", "۱٬۲۳۴٫۵", "1234.5"),
        ("en", "\u221e", "INF"),
        ("en", "-\u221e", "-INF"),
        ("en", "", ""),
    ],
)
def test_read(code: str, written: str, expected: str) -> None:
    assert NumberFormat(core_language(code)).read(written) == expected
