"""`{{grammar:case|word}}`: words in the grammatical cases of a language, as MediaWiki's core has them.

Most languages have none, and none has more than its wikis need for their own names. What a language has stands in data
of the core (by `tables/make.php` in the tables), or in PHP: that is here, after includes/languages/Language*.php of
MediaWiki 1.39, as the same kind of data where that can say it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

# By case: patterns with what stands for what they match (`$1` for a group), of which the first that matches is taken;
# or the name of another case that is the same.
Rules = Mapping[str, Sequence[Sequence[str]] | str]
Function = Callable[[str, str], str]

LONGEST_WORD = 1000  # characters; patterns such as `(.+)ка$` take quadratic time: 2 ms for this one, 20 s for 100,000
GROUP = re.compile(r"\$(\d)")


def inflect(word: str, case: str, php_class: str, rules: Rules) -> str:
    """A word in a case; as it is where the language does not have that.

    Args:
        word: in the nominative.
        case: as the language calls it, such as `genitive` or `genitiv`.
        php_class: the language whose class in PHP MediaWiki runs; most of these have no cases of their own.
        rules: those of the language in the core's data.
    """
    if len(word) > LONGEST_WORD:
        return word
    function = FUNCTIONS.get(php_class)
    return function(word, case) if function else _first_rule(word, case, RULES.get(php_class, rules))


def _first_rule(word: str, case: str, rules: Rules) -> str:
    found = rules.get(case, ())
    for pattern, replacement in rules[found] if isinstance(found, str) else found:
        if re.search(pattern, word):
            return _replace(word, pattern, replacement)
    return word


def _replace(word: str, pattern: str, replacement: str) -> str:
    return re.sub(pattern, GROUP.sub(r"\\g<\1>", replacement), word)


RULES: Mapping[str, Rules] = {
    "bs": {"instrumental": [("^", "s ")], "lokativ": [("^", "o ")]},
    "cu": {"genitive": [("^([^a-zA-Z_]*)ї\uf011$", "$1їѩ")]},
    "dsb": {"instrumental": [("^", "wo z ")], "lokatiw": [("^", "wo ")]},
    "ga": {
        "ainmlae": [
            ("^an Domhnach$", "Dé Domhnaigh"),
            ("^an Luan$", "Dé Luain"),
            ("^an Mháirt$", "Dé Mháirt"),
            ("^an Chéadaoin$", "Dé Chéadaoin"),
            ("^an Déardaoin$", "Déardaoin"),
            ("^an Aoine$", "Dé hAoine"),
            ("^an Satharn$", "Dé Sathairn"),
        ]
    },
    "hsb": {"instrumental": [("^", "z ")], "lokatiw": [("^", "wo ")]},
    "hy": {
        "genitive": [
            ("^([^a-zA-Z_]*)ա$", "$1այի"),
            ("^([^a-zA-Z_]*)ո$", "$1ոյի"),
            ("^([^a-zA-Z_]*)գիրք$", "$1գրքի"),
            ("^([^a-zA-Z_]*)$", "$1ի"),
        ]
    },
    "kaa": {},
    "sl": {"mestnik": [("^", "o ")], "orodnik": [("^", "z ")]},
}


def finnish(word: str, case: str) -> str:
    """Endings have `a` or `ä` by the harmony of vowels; MediaWiki looks at bytes."""
    encoded = word.encode()
    back = re.search(rb"[aou][^\xc3\xa4\xb6y]*$", encoded, re.I) and not re.search(rb"wiki$", encoded, re.I)
    a = "a" if back else "ä"
    stem = f"{word}i" if re.search(r"[bcdfghjklmnpqrstvwxz]$", word, re.I | re.A) else word
    return stem + {
        "genitive": "n",
        "elative": f"st{a}",
        "partitive": a,
        "illative": f"{stem[-1:]}n",
        "inessive": f"ss{a}",
    }.get(case, "")


def hungarian(word: str, case: str) -> str:
    """Nothing in a case that MediaWiki does not have."""
    ending = {"rol": "ról", "ba": "ba", "k": "k"}.get(case)
    return word + ending if ending else ""


LATIN: Mapping[str, Sequence[tuple[str, str]]] = {
    "genitive": [
        ("u[ms]$", "i"),
        ("ommunia$", "ommunium"),
        ("a$", "ae"),
        ("libri$", "librorum"),
        ("nuntii$", "nuntiorum"),
        ("datae$", "datorum"),
        ("tio$", "tionis"),
        ("ns$", "ntis"),
        ("as$", "atis"),
        ("es$", "ei"),
    ],
    "accusative": [
        ("u[ms]$", "um"),
        ("a$", "am"),
        ("ommuniam$", "ommunia"),
        ("libri$", "libros"),
        ("nuntii$", "nuntios"),
        ("datam$", "data"),
        ("tio$", "tionem"),
        ("ns$", "ntem"),
        ("as$", "atem"),
        ("es$", "em"),
    ],
    "ablative": [
        ("u[ms]$", "o"),
        ("ommunia$", "ommunibus"),
        ("a$", "a"),
        ("libri$", "libris"),
        ("nuntii$", "nuntiis"),
        ("data$", "datis"),
        ("tio$", "tione"),
        ("ns$", "nte"),
        ("as$", "ate"),
        ("es$", "e"),
    ],
}


def latin(word: str, case: str) -> str:
    """Every rule is applied to what the ones before it leave."""
    for pattern, replacement in LATIN.get(case, ()):
        word = _replace(word, pattern, replacement)
    return word


def ossetian(word: str, case: str) -> str:
    """A plural loses its last letter, whatever the case; what does not end in an Ossetian letter takes a hyphen."""
    vowels = "аæеёиоыэюя"
    allative, glide, hyphen = "мæ", "", ""
    if word.endswith("тæ"):
        word, allative = word[:-1], "æм"
    elif re.search(f"[{vowels}]$|(?<![{vowels}])у$", word):
        glide = "й"
    elif not re.search("[бвгджзйклмнопрстуфхцчшщьъ]$", word):
        hyphen = "-"
    endings = {
        "genitive": f"{glide}ы",
        "dative": f"{glide}æн",
        "allative": allative,
        "ablative": "йæ" if glide else "æй",
        "superessive": f"{glide}ыл",
        "equative": f"{glide}ау",
        "comitative": "имæ",
    }
    return f"{word}{hyphen}{endings[case]}" if case in endings else word


# Articles of Ripuarian before names, by the initials of words in the case: stressed before a feminine, and before
# another; unstressed before these.
RIPUARIAN = (
    ("is", ("dä", "däm"), ("de", "dem")),
    ("e", ("en dä", "en däm"), ("en de", "em")),
    ("fv2jg", ("vun dä", "vun däm"), ("vun de", "vum")),
    ("3d", ("dää", "dämm"), ("de", "dem")),
)
RIPUARIAN_NOMINATIVE = {"m": ("dä", "der"), "f": ("di", "de"), "n": ("dat", "et")}
RIPUARIAN_GENDERS = {
    **dict.fromkeys(("wikipedia", "wikiversity", "wikia"), "f"),
    **dict.fromkeys(("wiktionary", "wikibooks", "wikiquote", "wikisource", "wikitravel", "translatewiki.net"), "n"),
}


def ripuarian(word: str, case: str) -> str:
    """The definite article; a case is words of which the initials count: `dative betoont`."""
    name = word.lower()
    gender = RIPUARIAN_GENDERS.get(name, "n" if name.endswith("wiki") else "m")
    initials = {each[0] for each in case.lower().split(" ") if each}
    for letters, *articles in RIPUARIAN:
        if initials & set(letters):
            phrase = f"{articles['b' not in initials][gender != 'f']} {word}"
            if letters != "is":
                return phrase
            return f"{phrase} {'ier' if gender == 'f' else 'sing'}{'e' if 'm' in initials else ''}"
    return f"{RIPUARIAN_NOMINATIVE[gender]['b' not in initials]} {word}"


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


def kazakh(script: Script) -> Function:
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


FUNCTIONS: Mapping[str, Function] = {
    "fi": finnish,
    "hu": hungarian,
    "kk": kazakh(CYRILLIC),
    "kk-latn": kazakh(ROMAN),
    "kk-arab": kazakh(ARABIC),
    "ksh": ripuarian,
    "la": latin,
    "os": ossetian,
    "tyv": tyvan,
}
