"""Names of months in other calendars: the wiki's, or MediaWiki's in English."""

from __future__ import annotations

from wikimill.templates.functions.language import Language

IRANIAN = (
    *("Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar"),
    *("Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand"),
)
HIJRI = (
    *("Muharram", "Safar", "Rabi' al-awwal", "Rabi' al-thani", "Jumada al-awwal", "Jumada al-thani"),
    *("Rajab", "Sha'aban", "Ramadan", "Shawwal", "Dhu al-Qi'dah", "Dhu al-Hijjah"),
)
HEBREW = (
    *("Tishrei", "Cheshvan", "Kislev", "Tevet", "Shevat", "Adar", "Nisan", "Iyar", "Sivan", "Tamuz", "Av", "Elul"),
    *("Adar I", "Adar II"),
)
HEBREW_KEYS = [*(f"m{number}" for number in range(1, 13)), "m6a", "m6b"]
MESSAGES = [
    *(f"iranian-calendar-m{number}" for number in range(1, 13)),
    *(f"hijri-calendar-m{number}" for number in range(1, 13)),
    *(f"hebrew-calendar-{key}{case}" for key in HEBREW_KEYS for case in ("", "-gen")),
]


def iranian_month(language: Language, month: int) -> str:
    """The name of a month of the Iranian calendar, from 1, Farvardin."""
    return language.message(f"iranian-calendar-m{month}") or IRANIAN[month - 1]


def hijri_month(language: Language, month: int) -> str:
    """The name of a month of the Islamic calendar, from 1, Muharram."""
    return language.message(f"hijri-calendar-m{month}") or HIJRI[month - 1]


def hebrew_month(language: Language, month: int) -> str:
    """The name of a month of the Hebrew calendar, from 1, Tishri; 13 and 14 are the two Adars of a leap year."""
    return language.message(f"hebrew-calendar-{HEBREW_KEYS[month - 1]}") or HEBREW[month - 1]


def hebrew_genitive(language: Language, month: int) -> str:
    """The same beside a day."""
    return language.message(f"hebrew-calendar-{HEBREW_KEYS[month - 1]}-gen") or hebrew_month(language, month)
