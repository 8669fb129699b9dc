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
DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
PLURALS = ("zero", "one", "two", "few", "many")  # in the order of CLDR; `other` is the last of each language


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
    """What separates thousands, and the decimal point, in digits of the West."""
    found = locale(code)
    symbols = found.number_symbols.get("latn", {}) if found else {}
    return str(symbols.get("group", ",")), str(symbols.get("decimal", "."))


@lru_cache(1 << 12)
def plural_index(code: str, count: str) -> int:
    """Which of a language's plural forms a decimal number takes, from 0, in the order of CLDR.

    MediaWiki takes the rules of English for a language without any, and the last form where PHP writes a number
    otherwise: with an exponent, or as infinite.
    """
    rule = _plural_rule(code)
    tags = [name for name in PLURALS if name in rule.tags]
    tag = rule(Decimal(count)) if DECIMAL.fullmatch(count) else ""
    return tags.index(tag) if tag in tags else len(tags)


def language_name(code: str, within: str) -> str | None:
    """The name of a language in another one, None where CLDR has none."""
    named, language = locale(code), locale(within)
    if named is None or language is None:
        return None
    return language.languages.get(code.replace("-", "_")) or language.languages.get(str(named))


@lru_cache(512)
def _plural_rule(code: str) -> PluralRule:
    found, english = locale(code), locale("en")
    assert english is not None
    return found.plural_form if found is not None and found.plural_form.tags else english.plural_form
