"""What CLDR says of a language, by Babel: names of months and weekdays, signs in numbers, plural forms."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel import Locale
    from babel.plural import PluralRule

# Codes of MediaWiki for what CLDR calls otherwise.
CODES = {
    "als": "gsw",
    "be-x-old": "be",
    "fiu-vro": "vro",
    "nds-nl": "nds",
    "no": "nb",
    "simple": "en",
    "sr-ec": "sr_Cyrl",
    "sr-el": "sr_Latn",
    "zh-cn": "zh_Hans_CN",
    "zh-hk": "zh_Hant_HK",
    "zh-min-nan": "nan",
    "zh-tw": "zh_Hant_TW",
    "zh-yue": "yue",
}
PARTS = ("months", "days", "number_symbols", "default_numbering_system")
CODE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.ASCII)


@lru_cache(512)
def locale(code: str) -> Locale | None:
    """Babel's locale for a language code of MediaWiki, that of the language alone where there is none; or None."""
    from babel import Locale, UnknownLocaleError

    code = CODES.get(code.lower(), code.lower())
    for name in (code.replace("-", "_"), code.partition("-")[0]):
        if not CODE.fullmatch(name.lower().replace("_", "-")):
            continue
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return None


@lru_cache(512)
def data(code: str) -> Mapping[str, Any]:
    """A language's own tables, empty where CLDR has none.

    Babel 2.18 writes what an alias of one language stands for into tables that it shares with all others: after Hebrew,
    the months of Chinese are Hebrew. So these are read from a copy, and `Locale.months` and `Locale.days` are not used.
    """
    from babel.localedata import LocaleDataDict, load

    found = locale(code)
    if found is None:
        return {}
    tables = load(str(found))
    return LocaleDataDict(copy.deepcopy({part: tables[part] for part in PARTS if part in tables}))


def names(code: str, table: str, context: str, width: str) -> Mapping[int, str]:
    """Names of `months` (from 1, January) or `days` (from 0, Monday); `context` is `format` or `stand-alone`."""
    try:
        return dict(data(code)[table][context][width])
    except KeyError:
        return {}


def separators(code: str) -> tuple[str, str] | None:
    """What separates thousands, and the decimal point, in the digits that the language writes by default."""
    symbols = data(code).get("number_symbols", {})
    for system in (data(code).get("default_numbering_system"), "latn"):
        if system in symbols and "group" in symbols[system]:
            return str(symbols[system]["group"]), str(symbols[system]["decimal"])
    return None


def plural_index(code: str, count: float | str) -> int:
    """Which of a language's plural forms a number takes, from 0, in the order of CLDR; a text is a decimal number.

    MediaWiki takes the rules of English for a language without any.
    """
    rule = _plural_rule(code)
    tag = rule(Decimal(count))
    tags = [name for name in ("zero", "one", "two", "few", "many") if name in rule.tags]
    return tags.index(tag) if tag in tags else len(tags)


@lru_cache(512)
def _plural_rule(code: str) -> PluralRule:
    found, english = locale(code), locale("en")
    assert english is not None
    return found.plural_form if found is not None and found.plural_form.tags else english.plural_form


def right_to_left(code: str) -> bool:
    """Whether the language is written from right to left."""
    found = locale(code)
    return found is not None and str(found.text_direction) == "rtl"


def language_name(code: str, language: str) -> str | None:
    """The name of a language in another one, None where CLDR has none."""
    named, within = locale(code), locale(language)
    if named is None or within is None:
        return None
    name = within.languages.get(str(named)) or within.get_display_name(language) if named == within else None
    return str(name or within.languages.get(str(named)) or "") or None
