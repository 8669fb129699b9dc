"""What the reader is told of the variants of a language, and which of them can be chosen."""

from __future__ import annotations

import pytest

from tests.tables import read_lines
from wikimill.errors import WikimillError
from wikimill.site.variants import LANGUAGES, TABLES, language_variants

BY_ICU = "for MediaWiki converts into it by rules of ICU; choose one of ban, or none"


def test_languages_are_those_of_the_tables() -> None:
    lines = read_lines(TABLES)
    assert set(lines[0]) == {"mediawiki", "sha256"}
    assert {line["language"] for line in lines[1:]} == LANGUAGES


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_what_is_known_of_a_language(language: str) -> None:
    known = language_variants(language)
    assert known
    variants = known["variants"]
    assert variants[0] == known["language"] == language
    assert set(variants) == set(known["names"]) == set(known["fallbacks"]) == set(known["steps"])
    assert set(known["codes"].values()) == set(variants) <= set(known["tables"])
    texts = [table["pairs"] for table in known["tables"].values()]
    texts += [step["pairs"] for steps in known["steps"].values() for step in steps if "pairs" in step]
    for line in "\n".join(texts).split("\n"):
        assert line.count("\t") == (1 if line else 0)
        assert not line.startswith("\t")
    assert all(table.get("below", language) in known["tables"] for table in known["tables"].values())
    assert "chosen" not in known


def test_a_language_without_variants() -> None:
    assert language_variants("de") is None
    assert language_variants("en", "zh-tw") is None
    assert language_variants("../../zh") is None


@pytest.mark.parametrize(
    ("language", "chosen", "variant"),
    [("zh", "zh-tw", "zh-tw"), ("zh", "ZH-Hans-CN", "zh-cn"), ("sr", "sr-latn", "sr-el"), ("ban", "ban", "ban")],
)
def test_a_variant_by_any_of_its_codes(language: str, chosen: str, variant: str) -> None:
    known = language_variants(language, chosen)
    assert known
    assert known["chosen"] == variant


@pytest.mark.parametrize(
    ("language", "chosen", "message"),
    [
        ("sr", "zh-tw", "'zh-tw' is no variant of the language sr; choose one of sr, sr-ec, sr-el, or none"),
        ("sr", "../../x", "'../../x' is no variant of the language sr; choose one of sr, sr-ec, sr-el, or none"),
        ("ban", "ban-bali", f"'ban-bali' cannot be chosen, {BY_ICU}"),
        ("ban", "ban-x-pku", f"'ban-x-pku' cannot be chosen, {BY_ICU}"),
    ],
)
def test_no_variant_of_the_language(language: str, chosen: str, message: str) -> None:
    with pytest.raises(WikimillError) as caught:
        language_variants(language, chosen)
    assert str(caught.value) == f"convert.variant: {message}"


@pytest.mark.parametrize(("chosen", "problem"), [("zh-xx", "is no variant; "), ("ban-bali", "cannot be chosen, for ")])
def test_no_variant_of_any_language(chosen: str, problem: str) -> None:
    with pytest.raises(WikimillError, match=f"^convert.variant: '{chosen}' {problem}.* zh-tw, or none$"):
        language_variants("en", chosen)
