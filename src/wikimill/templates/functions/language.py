"""A language within a wiki: what the wiki says of its own goes before what MediaWiki's core says."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from wikimill.site.core import CoreLanguage, core_language
from wikimill.site.model import Site
from wikimill.templates.functions import cldr
from wikimill.templates.functions.number_format import NumberFormat

MONTHS = (
    *("january", "february", "march", "april", "may_long", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
GENITIVES = [f"{name.removesuffix('_long')}-gen" for name in MONTHS]
ABBREVIATIONS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY_ABBREVIATIONS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HEBREW_MONTHS = (*(f"m{number}" for number in range(1, 13)), "m6a", "m6b")
LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"


@dataclass(frozen=True, eq=False)
class Language:
    """A language by its code. Lists of months and weekdays begin at 0, with January and with Monday."""

    site: Site
    code: str

    @functools.cached_property
    def core(self) -> CoreLanguage:
        """The language as MediaWiki's core has it, English for a code that it does not know."""
        return core_language(self.code)

    @property
    def is_own(self) -> bool:
        """Whether it is the wiki's language."""
        return self.code == self.site.language

    def message(self, key: str) -> str | None:
        """A message of the interface in this language, None for one that is not known."""
        own = self.site.messages.get(key) if self.is_own else None
        return self.core.messages.get(key) if own is None else own

    @functools.cached_property
    def months(self) -> list[str]:
        """Names of months as they stand alone (`F`)."""
        return self._names(MONTHS)

    @functools.cached_property
    def month_genitives(self) -> list[str]:
        """Names of months beside a day (`xg`)."""
        return self._names(GENITIVES)

    @functools.cached_property
    def month_abbreviations(self) -> list[str]:
        """Short names of months (`M`)."""
        return self._names(ABBREVIATIONS)

    @functools.cached_property
    def weekdays(self) -> list[str]:
        """Names of weekdays (`l`)."""
        return self._names(WEEKDAYS)

    @functools.cached_property
    def weekday_abbreviations(self) -> list[str]:
        """Short names of weekdays (`D`)."""
        return self._names(WEEKDAY_ABBREVIATIONS)

    def iranian_month(self, month: int) -> str:
        """The name of a month of the Iranian calendar, from 1, Farvardin."""
        return self.message(f"iranian-calendar-m{month}") or ""

    def hijri_month(self, month: int) -> str:
        """The name of a month of the Islamic calendar, from 1, Muharram."""
        return self.message(f"hijri-calendar-m{month}") or ""

    def hebrew_month(self, month: int, genitive: bool = False) -> str:
        """The name of a month of the Hebrew calendar, from 1, Tishri; 13 and 14 are the two Adars of a leap year."""
        return self.message(f"hebrew-calendar-{HEBREW_MONTHS[month - 1]}{'-gen' if genitive else ''}") or ""

    @functools.cached_property
    def numbers(self) -> NumberFormat:
        """How numbers are written."""
        return NumberFormat(self.core)

    def plural_index(self, count: str) -> int:
        """Which plural form a decimal number takes, from 0."""
        return cldr.plural_index((self.code, self.core.code, *self.core.fallback), count)

    @property
    def right_to_left(self) -> bool:
        """Whether it is written from right to left."""
        return bool(self.site.general["rtl"]) if self.is_own and "rtl" in self.site.general else self.core.rtl

    @property
    def direction_mark(self) -> str:
        """The invisible sign of its direction."""
        return RIGHT_TO_LEFT if self.right_to_left else LEFT_TO_RIGHT

    def _names(self, keys: Sequence[str]) -> list[str]:
        return [self.message(key) or "" for key in keys]


def language(site: Site, code: str = "") -> Language:
    """A language by its code, the wiki's own without one."""
    return _language(site, code or site.language)


@functools.lru_cache(256)
def _language(site: Site, code: str) -> Language:
    return Language(site, code)
