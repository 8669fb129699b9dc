"""What CLDR says of languages and MediaWiki's core does not, by Babel: plural forms, names of languages, signs.

Names of months are MediaWiki's own. Babel 2.18 would say wrong ones: it writes what an alias of one language stands for
into tables that it shares with all others, so that after Hebrew the months of Chinese are Hebrew.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale
    from babel.plural import PluralRule

# Codes of MediaWiki for what CLDR calls otherwise.
CODES = {
    "be-x-old": "be",
    "nds-nl": "nds",
    "no": "nb",
    "simple": "en",
    "sr-ec": "sr-cyrl",
    "sr-el": "sr-latn",
    "zh-cn": "zh-hans-cn",
    "zh-hk": "zh-hant-hk",
    "zh-tw": "zh-hant-tw",
}
CODE = re.compile(r"[a-z]{2,3}(?:_[a-z0-9]{2,8})*", re.ASCII)
# Digits by CLDR's name, of languages for which MediaWiki's core has none, or others.
DIGITS = {"arab": "٠١٢٣٤٥٦٧٨٩", "arabext": "۰۱۲۳۴۵۶۷۸۹", "beng": "০১২৩৪৫৬৭৮৯", "latn": "0123456789"}
DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
PLURALS = ("zero", "one", "two", "few", "many")  # in the order of CLDR; `other` is the last of each language
# Conditions of MediaWiki's own for all forms but the last, where CLDR has none or others: those of
# languages/data/plurals-mediawiki.xml in MediaWiki 1.39, and of LanguageKsh.php.
OWN_PLURALS = {
    "bho": ("n in 0..1",),
    "cu": ("n mod 10 is 1", "n mod 10 is 2", "n mod 10 in 3..4"),
    "ksh": ("n is 1", "n is not 0"),
    "sgs": (
        "n mod 10 is 1 and n mod 100 is not 11",
        "n mod 10 is 2 and n mod 100 is not 12",
        "n is 0 or n mod 100 is 0 or n mod 100 in 10..19",
    ),
    "smn": ("n is 1", "n is 2 and v is 0", "i is 0 or i in 3..6 or i is 2 and v is not 0 or i is 1 and t is not 0"),
}


@lru_cache(512)
def locale(code: str) -> Locale | None:
    """Babel's locale for a language code of MediaWiki, that of the language alone where there is none; or None."""
    from babel import Locale, UnknownLocaleError

    name = CODES.get(code.lower(), code.lower()).replace("-", "_")
    for each in (name, name.partition("_")[0]):
        if CODE.fullmatch(each):
            try:
                return Locale.parse(each)
            except (UnknownLocaleError, ValueError):
                continue
    return None


def separators(code: str) -> tuple[str, str]:
    """What separates thousands, and the decimal point, in digits of the language."""
    found = locale(code)
    symbols = found.number_symbols if found else {}
    tables = [symbols.get(name, {}) for name in (_digits_of(found), "latn")] if found else []
    group, decimal = (next((table[key] for table in tables if key in table), None) for key in ("group", "decimal"))
    return str(group or ","), str(decimal or ".")


def digits(code: str) -> str:
    """The digits of a language, from 0."""
    found = locale(code)
    return DIGITS[_digits_of(found)] if found else DIGITS["latn"]


def _digits_of(found: Locale) -> str:
    system = str(found.default_numbering_system)
    return system if system in DIGITS else "latn"


@lru_cache(1 << 12)
def plural_index(codes: tuple[str, ...], count: str) -> int:
    """Which plural form a decimal number takes, from 0, in the first of these languages that has rules.

    MediaWiki asks a language, those that it falls back to, and English; it takes the last form where PHP writes a
    number otherwise: with an exponent, or as infinite.
    """
    rules = next(filter(None, map(_plural_rules, (*codes, "en"))))
    number = Decimal(count) if DECIMAL.fullmatch(count) else None
    found = (form for form, rule in enumerate(rules) if number is not None and rule(number) != "other")
    return next(found, len(rules))


def language_name(code: str, within: str) -> str | None:
    """The name of a language in another one, None where CLDR has none."""
    named, language = locale(code), locale(within)
    if named is None or language is None:
        return None
    return language.languages.get(code.replace("-", "_")) or language.languages.get(str(named))


@lru_cache(512)
def _plural_rules(code: str) -> tuple[PluralRule, ...]:
    """The rules of all forms but the last, each by itself; none where a language has one form."""
    from babel.plural import PluralRule

    found = locale(code)
    rules = found.plural_form.rules if found else {}
    conditions = OWN_PLURALS.get(code) or [rules[name] for name in PLURALS if name in rules]
    return tuple(PluralRule({"one": condition}) for condition in conditions)
