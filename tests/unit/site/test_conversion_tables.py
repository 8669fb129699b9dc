"""A wiki's own words for variants of its language, as MediaWiki's LanguageConverter reads them."""

from __future__ import annotations

import pytest

from wikimill.site.conversion_tables import parse_pairs, read_tables
from wikimill.site.core import core_site
from wikimill.site.variants import language_variants


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("a => b; -{c => d;}- e => f;", {"c": "d"}),
        ("-{\n* 软件 => '''軟體''' // 注 ;\n# \"a\"=>b;\n}-x-{ c=>d }-", {"软件": "軟體", "a": "b", "c": "d"}),
        ("-{a=>b=>c; d; =>e; f=> ; g => h // i}-", {"f": "", "g": "h"}),
        ("-{a=>b; c=>d", {"a": "b", "c": "d"}),  # without an end
        ("-{a=>b;a=>c; d\te=>f; g=>h\ti}-", {"a": "c", "g": "h i"}),
        ("", {}),
    ],
)
def test_the_words_of_a_page(text: str, pairs: dict[str, str]) -> None:
    assert parse_pairs(text) == pairs


def test_pages_below_count_more_and_none_is_read_twice() -> None:
    base = "Медијавики:Conversiontable/sr-el"
    pages = {
        base: f"[[{base}/a|A]] [[{base}/b]] [[Conversiontable/sr-el/c]] -{{1=>x;2=>x;3=>x;4=>x}}-",
        f"{base}/a": f"-{{1=>a;2=>a;3=>a}}- [[{base}/a/a]] [[{base}]]",
        f"{base}/a/a": "-{2=>aa;3=>aa}-",
        f"{base}/b": "-{3=>b}-",
    }
    tables = read_tables(core_site("sr"), ["sr-ec", "sr-el"], pages.get)
    assert tables.pairs == {"sr-el": {"1": "a", "2": "aa", "3": "b", "4": "x"}}
    assert tables.titles == ["Медијавики:Conversiontable/sr-ec", *pages]


def test_words_of_a_variant_are_those_of_variants_that_have_copies() -> None:
    own = {"zh-hant": {"软件": "甲", "新词": "乙"}, "zh-hk": {"新词": "丙"}}
    known = language_variants("zh", "zh-tw", own)
    assert known
    pairs = {name: known["tables"][name]["pairs"] for name in known["variants"]}
    assert pairs["zh-hant"] == "软件\t甲\n新词\t乙"
    assert pairs["zh-tw"] == "新词\t乙"  # for 软件 MediaWiki has a word of zh-tw
    assert pairs["zh-hk"] == "软件\t甲\n新词\t丙"
    assert not pairs["zh-cn"]
    kazakh = language_variants("kk", None, {"kk-cyrl": {"a": "1"}, "kk-kz": {"a": "2", "b": "3"}})
    assert kazakh
    assert kazakh["tables"]["kk-kz"]["pairs"] == "a\t1\nb\t3"
