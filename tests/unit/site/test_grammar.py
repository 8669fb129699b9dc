"""Words in grammatical cases. Every expected word is MediaWiki 1.39's; tests/mediawiki/test_grammar.py has them all."""

from __future__ import annotations

import time

import pytest

from wikimill.site.core import core_language, core_site
from wikimill.site.grammar import LONGEST_WORD, inflect


@pytest.mark.parametrize(
    ("code", "case", "words"),
    [
        ("en", "genitive", {"Wikipedia": "Wikipedia"}),
        ("ru", "genitive", {"Википедия": "Википедии", "Викисловарь": "Викисловаря", "вид": "вида", "Wiki": "Wiki"}),
        ("ru", "languageadverb", {"русский": "по-русски", "иврит": "на иврите", "коми": "на языке коми"}),
        ("uk", "locative", {"Вікіпедія": "у Вікіпедія"}),
        ("he", "תחילית", {"ויקיפדיה": "וויקיפדיה", "הוויקי": "וויקי", "Wiki": "־Wiki"}),
        ("he", "prefixed", {"ויקיפדיה": "וויקיפדיה"}),
        ("ka", "ნათესაობითი", {"ვიკიპედია": "ვიკიპედიის"}),
        ("sv", "genitive", {"Warft": "Warfts", "WIKIA": "WIKIA:s", "Linux": "Linux"}),
        ("nb", "genitive", {"Wikipedia": "Wikipedias", "Linux": "Linux’"}),
        ("nn", "genitive", {"Wikipedia": "Wikipedias"}),
        ("da", "genitive", {"Wikipedia": "Wikipedia"}),
        ("rue", "genitive", {"Вікіпедія": "Вікіпедія"}),
        ("bs", "lokativ", {"Wiki": "o Wiki"}),
        ("dsb", "instrumental", {"Wiki": "wo z Wiki"}),
        ("sl", "orodnik", {"Wiki": "z Wiki"}),
        ("ga", "ainmlae", {"an Luan": "Dé Luain", "an Mhárta": "an Mhárta"}),
        ("hy", "genitive", {"Վիքիպեդիա": "Վիքիպեդիայի", "Վիքիգիրք": "Վիքիգրքի", "Wiki": "Wiki"}),
        ("hu", "rol", {"Wikipédia": "Wikipédiaról"}),
        ("hu", "no such case", {"Wikipédia": ""}),
        ("la", "genitive", {"Vicipaedia": "Vicipaediae", "nuntius": "nuntiorum", "Communia": "Communium"}),
        ("la", "ablative", {"Vicilibri": "Vicilibris"}),
        ("fi", "elative", {"Talo": "Talosta", "Tähti": "Tähtistä", "Linux": "Linuxista", "Mediawiki": "Mediawikistä"}),
        ("fi", "illative", {"Talo": "Taloon"}),
        ("se", "genitive", {"Talo": "Talon"}),
        ("kk", "genitive", {"Уикипедия": "Уикипедиянің", "Уикикітап": "Уикикітаптың", "Wiki": "Wiki"}),
        ("kk", "dc61", {"Ж": "Жбенен"}),
        ("kk-latn", "dative", {"Qazaq": "Qazaqqa", "Wiki": "Wikige"}),
        ("kk-cn", "dative", {"قازاق": "قازاققا"}),
        ("tyv", "ablative", {"Википедия": "Википедиядан", "от": "оттан"}),
        ("tyv", "directive1", {"от": "отче", "аа": "аа"}),
        ("os", "ablative", {"лæппу": "лæппуйæ", "аунеу": "аунеуæй", "лæппутæ": "лæппутæй", "Wiki": "Wiki-æй"}),
        ("os", "inessive", {"лæппутæ": "лæппут"}),
        ("ksh", "Sing Betoont male", {"Wikipedia": "dä Wikipedia iere", "Warft": "däm Warft singe"}),
        ("ksh", "", {"Wikipedia": "de Wikipedia", "Wiktionary": "et Wiktionary", "Warft": "der Warft"}),
    ],
)
def test_cases(code: str, case: str, words: dict[str, str]) -> None:
    language = core_language(code)
    assert {word: language.inflect(word, case) for word in words} == words


@pytest.mark.parametrize("code", ["fi", "hu", "kk", "ksh", "la", "os", "ru", "tyv", "hy"])
def test_no_word(code: str) -> None:
    assert isinstance(core_language(code).inflect("", "genitive"), str)


def test_long_words_take_no_time() -> None:
    word = "а" * LONGEST_WORD
    start = time.perf_counter()
    assert core_language("ru").inflect(word, "genitive") == word
    assert time.perf_counter() - start < 1
    assert core_language("ru").inflect(f"{word}ь", "genitive") == f"{word}ь"
    assert inflect(f"{word}a", "rol", "hu", {}) == f"{word}a"


@pytest.mark.parametrize(
    ("code", "name", "talk"),
    [
        ("fi", "Wikipedia", "Keskustelu Wikipediasta"),
        ("ru", "Википедия", "Обсуждение Википедии"),
        ("la", "Vicipaedia", "Disputatio Vicipaediae"),
        ("uk", "Вікіпедія", "Обговорення Вікіпедії"),
        ("cs", "Wikipedie", "Diskuse k Wikipedie"),
    ],
)
def test_the_namespace_of_talk_about_the_project(code: str, name: str, talk: str) -> None:
    assert core_site(code, sitename=name).namespaces[5].name == talk
