"""Case endings of Kazakh and Tyvan, which go by the last letter of a word and by the harmony of its vowels.

They are those of LanguageKk.php and LanguageTyv.php in MediaWiki 1.39.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class Script(NamedTuple):
    """The letters of a Turkic language, in one of its scripts.

    Args:
        kinds: letters by the sign that tables of endings have for their kind.
        letters: what those of `ENDING_LETTERS` are in this script; empty where the tables are in it.
        harmony: what stands for those of `HARMONIC`, by the vowels after which it does.
    """

    kinds: Mapping[str, str]
    letters: str
    harmony: Mapping[str, str]


ENDING_LETTERS, HARMONIC = "тднңмпбе", "AIGK"
# Endings by case, after words that end in a letter of these kinds, or in any without one. A capital of `HARMONIC`
# depends on the last vowel of the word.
Endings = Mapping[str, Sequence[tuple[str, str]]]

KAZAKH: Endings = {
    "genitive": [("C", "тIң"), ("VN", "нIң"), ("SZ", "дIң")],
    "dative": [("C", "KA"), ("VSNZ", "GA")],
    "possessive dative": [("1", "A"), ("2", "GA"), ("3", "нA")],
    "accusative": [("C", "тI"), ("V", "нI"), ("SNZ", "дI")],
    "possessive accusative": [("12", "дI"), ("3", "н")],
    "locative": [("C", "тA"), ("VSNZ", "дA")],
    "possessive locative": [("12", "дA"), ("3", "ндA")],
    "ablative": [("C", "тAн"), ("VSZ", "дAн"), ("N", "нAн")],
    "possessive ablative": [("13", "нAн"), ("2", "дAн")],
    "comitative": [("C", "пен"), ("VNS", "мен"), ("Z", "бен")],
    "possessive comitative": [("C", "пенен"), ("VNS", "менен"), ("Z", "бенен")],
}
KAZAKH_CASES = dict(
    zip(("dc1", "dc2", "dc21", "dc3", "dc31", "dc4", "dc41", "dc5", "dc51", "dc6", "dc61"), KAZAKH, strict=True)
)
# Consonants, vowels, nasals, sonants, sibilants; how possessives of the first to third person end.
CYRILLIC = Script(
    {
        "C": "пфкқтшсхцчщбвгд",
        "V": "еөүіәэяёиаоұы",
        "N": "мнң",
        "S": "ийлрую",
        "Z": "жз",
        "1": "мң",
        "2": "з",
        "3": "ыі",
    },
    "",
    {"еөүіәэяёи": "еігк", "аоұы": "аығқ"},
)
ROMAN = Script(
    {"C": "pfkqtşsxcçbvgd", "V": "eöüiäéaouı", "N": "mnñ", "S": "ïyýlrw", "Z": "jz", "1": "mñ", "2": "z", "3": "ıi"},
    "tdnñmpbe",
    {"eöüiäé": "eigk", "aouı": "aığq"},
)
ARABIC = Script(
    {"C": "پفكقتشسحچبۆگد", "V": "ەٶٷٸٵاوۇى", "N": "منڭ", "S": "يلرۋ", "Z": "جز", "1": "مڭ", "2": "ز", "3": "ىٸ"},
    "تدنڭمپبە",
    {"ەٶٷٸٵ": "ەٸگك", "اوۇى": "اىعق"},
)

TYVAN: Endings = {
    "genitive": [("U", "тIң"), ("L", "дIң"), ("", "нIң")],
    "dative": [("U", "кA"), ("", "гA")],
    "accusative": [("U", "тI"), ("L", "дI"), ("", "нI")],
    "locative": [("U", "тA"), ("", "дA")],
    "ablative": [("U", "тAн"), ("", "дAн")],
    "directive1": [("D", "же"), ("ULN", "че")],
    "directive2": [("U", "тIве"), ("", "дIве")],
}
# Unvoiced and voiced consonants, nasals.
TYVAN_SCRIPT = Script(
    {"U": "тпсшкчх", "D": "дбзжгрй", "L": "л", "N": "мнң"}, "", {"өү": "еү", "еиэ": "еи", "ёоую": "ау", "аыя": "аы"}
)


def kazakh(script: Script) -> Callable[[str, str], str]:
    """MediaWiki takes the script of the variant that is read; without one that is Cyrillic."""

    def inflected(word: str, case: str) -> str:
        return word + _ending(word.lower(), KAZAKH.get(KAZAKH_CASES.get(case, case), ()), script)

    return inflected


def tyvan(word: str, case: str) -> str:
    """Capitals are no letters to it."""
    return word + _ending(word, TYVAN.get(case, ()), TYVAN_SCRIPT)


def _ending(word: str, endings: Sequence[tuple[str, str]], script: Script) -> str:
    last = word[-1:] or "\0"
    fitting = (ending for kinds, ending in endings if not kinds or any(last in script.kinds[kind] for kind in kinds))
    ending = next(fitting, "")
    table = dict(zip(ENDING_LETTERS, script.letters, strict=False))
    if not set(ending).isdisjoint(HARMONIC):
        harmony = {vowel: stands for vowels, stands in script.harmony.items() for vowel in vowels}
        vowel = next((letter for letter in reversed(word) if letter in harmony), None)
        if vowel is None:
            return ""
        table |= zip(HARMONIC, harmony[vowel], strict=False)
    return "".join(table.get(letter, letter) for letter in ending)
