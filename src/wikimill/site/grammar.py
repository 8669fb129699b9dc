"""`{{grammar:case|word}}`: words in the grammatical cases of a language, as MediaWiki's core has them.

Most languages have none, and none has more than its wikis need for their own names. What a language has stands in data
of the core (by `tables/make.php` in the tables), or in PHP: that is here, after includes/languages/Language*.php of
MediaWiki 1.39, as the same kind of data where that can say it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from wikimill.site.turkic_endings import ARABIC, CYRILLIC, ROMAN, kazakh, tyvan

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
