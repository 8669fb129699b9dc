"""What Babel says of languages."""

from __future__ import annotations

import pytest

from wikimill.templates.functions import cldr


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("zh-hant", "zh_Hant"),
        ("zh-tw", "zh_Hant_TW"),
        ("sr-ec", "sr_Cyrl"),
        ("de-formal", "de"),
        ("simple", "en"),
        ("no", "nb"),
        ("xx", None),
        ("", None),
        ("../de", None),
        ("a" * 1000, None),
    ],
)
def test_locale(code: str, expected: str | None) -> None:
    found = cldr.locale(code)
    assert (found and str(found)) == expected


def test_names_of_languages() -> None:
    assert cldr.language_name("de", "fr") == "allemand"
    assert cldr.language_name("de-at", "en") == "Austrian German"
    assert cldr.language_name("xx", "en") is None
    assert cldr.language_name("de", "xx") is None


def test_separators() -> None:
    assert cldr.separators("de") == (".", ",")
    assert cldr.separators("xx") == (",", ".")
    assert cldr.separators("sd") == ("٬", "٫")
    assert cldr.separators("mni") == (",", ".")


def test_digits() -> None:
    assert [cldr.digits(code) for code in ("sd", "de", "xx")] == ["٠١٢٣٤٥٦٧٨٩", "0123456789", "0123456789"]
