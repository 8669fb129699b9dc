"""Words in grammatical cases: what MediaWiki makes of them in every language that has cases, and ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product

import pytest

from tests.mediawiki.oracle import Oracle
from tests.mediawiki.wiki import RealWiki
from wikimill.site.core import core_language, language_codes
from wikimill.site.grammar import FUNCTIONS, LATIN, RULES
from wikimill.site.turkic_endings import KAZAKH, KAZAKH_CASES, TYVAN

LATIN_LETTERS, CYRILLIC = "abcdefghijklmnopqrstuvwxyzåäöéßYÅ", "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєңөүұқғәæѩКЯ"
ALPHABETS = {
    **dict.fromkeys(("cu", "kk", "os", "rsk", "ru", "tyv", "uk"), CYRILLIC),
    "kk-arab": "پفكقتشسحچبۆگدەٶٷٸٵاوۇىمنڭيلرۋجزعه", "kk-latn": "abcdefghijklmnopqrstuvwxyzçéïñöüýğışä",
    "he": "אבגדהוזחטיכלמנסעפצקרשת", "hy": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆև",
    "ka": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
}  # fmt: skip
NAMES = (
    "Wikipedia", "Wiki", "wikipedia", "Wikiversity", "WIKIA", "Wiktionary", "Wikibooks", "translatewiki.net",
    "MediaWiki", "Warft", "Wikiquote", "wikipediawiki", "Café", "Tähti", "Talo", "Kissa", "Äiti", "Ålandwiki", "TALO",
    "Vicimanes", "Vicilibri", "Communia", "Communiam", "nuntius", "librus", "datae", "Vicidata", "datam", "Species",
    "Victionarium", "ratio", "aetas", "fons", "an Domhnach", "an Luan", "an Mháirt", "an Chéadaoin", "an Déardaoin",
    "an Aoine", "an Satharn", "Википедия", "Викисловарь", "Викитека", "Викиновости", "Викиданные", "Викивиды", "вид",
    "Викисправочник", "Викиверситет", "русский", "иврит", "идиш", "идо", "урду", "хинди", "эсперанто", "коми",
    "Вікіпедія", "Вікіновини", "Вікіцитати", "Вікідовідник", "Віківиди", "українська", "їдиш", "Викисловнїк",
    "Викиновинки", "Википедиѩ", "Википедїѩ", "вики", "Википедї\uf011", "ї\uf011", "ї", "Уикипедия", "уикисөздік", "Ж",
    "лæппу", "аунеу", "лæппутæ", "у", "Википеди", "Вікі", "Վիքիպեդիա", "Վիքիբառարան", "Վիքիգիրք", "Վիքի a",
    "ויקיפדיה", "ויקימילון", "הוויקיפדיה", "ו", "והוא", "ווב", "ვიკიპედია", "ვიკი", "12", "x_y", "a b", "日本", "£",
)  # fmt: skip
CASES = {
    "fi": ("genitive", "elative", "partitive", "illative", "inessive"), "hu": ("rol", "ba", "k"),
    "kk": (*KAZAKH_CASES,), "kk-latn": (*KAZAKH,), "kk-arab": (*KAZAKH,),
    "la": (*LATIN,), "tyv": (*TYVAN,),
    "ksh": tuple(" ".join(words) for words in product(
        ("", "1", "2", "3", "Jen", "Dativ", "Sing", "iehr", "Vun", "fon", "En"), ("", "Betoont"), ("", "male")
    )),
    "os": ("genitive", "dative", "allative", "ablative", "inessive", "superessive", "equative", "comitative"),
}  # fmt: skip
CODED = {*FUNCTIONS, *RULES}
# Last letters but one, where these count.
BEFORE = {
    "fi": "aäoyk", "kk": "аеёиоөұыіәк", "kk-latn": "aäeéiıoöuük",
    "kk-arab": "ەٶٷٸٵاوۇىك", "os": "аæтук", "tyv": "аеиоөуүыяк",
}  # fmt: skip
MODULE = """return { f = function( frame )
    local language, out = mw.language.new( frame.args[1] ), {}
    for i, pair in ipairs( mw.text.jsonDecode( frame.args[2] ) ) do
        out[i] = '<' .. language:convertGrammar( pair[2], pair[1] ) .. '>'
    end
    return table.concat( out )
end }"""


def pairs_of(code: str) -> list[tuple[str, str]]:
    """Cases and words."""
    language = core_language(code)
    own = CASES.get(language.php_class) or tuple(RULES.get(language.php_class, language.grammar))
    letters = ALPHABETS.get(code, LATIN_LETTERS)
    words = (*NAMES, *map("".join, product(BEFORE.get(code, ("",)), letters)))
    return list(product((*own, "genitive", "x", ""), words))


@pytest.fixture(scope="module")
def oracle(wiki: RealWiki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oracle]:
    with Oracle(wiki.copy(tmp_path_factory.mktemp("grammar"))) as oracle:
        oracle.save({"Module:Grammar": MODULE})
        yield oracle


def inflecting() -> list[str]:
    languages = map(core_language, sorted(language_codes()))
    return [
        *(language.code for language in languages if language.grammar or language.php_class in CODED),
        "da",
        "et",
        "kk-kz",
        "rue",
    ]


@pytest.mark.parametrize("code", inflecting())
def test_words_in_cases(oracle: Oracle, code: str) -> None:
    pairs, language = pairs_of(code), core_language(code)
    for start in range(0, len(pairs), 5000):
        some = pairs[start : start + 5000]
        answer = oracle.expand(f"{{{{#invoke:Grammar|f|{code}|{json.dumps(some, ensure_ascii=False)}}}}}")
        assert "".join(f"<{language.inflect(word, case)}>" for case, word in some) == answer
