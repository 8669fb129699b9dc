"""A language as MediaWiki knows it: names of months and weekdays, and how numbers are written."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from wikimill.site.info import SiteInfo
from wikimill.templates.functions import cldr, number_format

MONTHS = (
    *("january", "february", "march", "april", "may_long", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
GENITIVES = [f"{name.removesuffix('_long')}-gen" for name in MONTHS]
ABBREVIATIONS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAY_ABBREVIATIONS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
MESSAGES = [*MONTHS, *GENITIVES, *ABBREVIATIONS, *WEEKDAYS, *WEEKDAY_ABBREVIATIONS]  # what a lock needs of a wiki's
LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u200e", "\u200f"


@dataclass(frozen=True, eq=False)
class Language:
    """A language, within a wiki: what the wiki says of its own goes before what CLDR says.

    Lists of months and weekdays begin at 0, with January and with Monday.
    """

    site: SiteInfo
    code: str

    @property
    def is_own(self) -> bool:
        """Whether it is the wiki's language."""
        return self.code == self.site.language

    @functools.cached_property
    def months(self) -> list[str]:
        """Names of months as they stand alone (`F`)."""
        context, width = ("format", "abbreviated") if self.code.startswith("zh") else ("stand-alone", "wide")
        return self._names(MONTHS, "months", context, width)

    @functools.cached_property
    def month_genitives(self) -> list[str]:
        """Names of months beside a day (`xg`)."""
        context, width = ("format", "abbreviated") if self.code.startswith("zh") else ("format", "wide")
        return self._names(GENITIVES, "months", context, width)

    @functools.cached_property
    def month_abbreviations(self) -> list[str]:
        """Short names of months (`M`)."""
        return self._names(ABBREVIATIONS, "months", "format", "abbreviated")

    @functools.cached_property
    def weekdays(self) -> list[str]:
        """Names of weekdays (`l`)."""
        return self._names(WEEKDAYS, "days", "stand-alone", "wide")

    @functools.cached_property
    def weekday_abbreviations(self) -> list[str]:
        """Short names of weekdays (`D`)."""
        return self._names(WEEKDAY_ABBREVIATIONS, "days", "stand-alone", "abbreviated")

    @functools.cached_property
    def numbers(self) -> number_format.NumberFormat:
        """How numbers are written."""
        return number_format.NumberFormat([self.code, *self.fallbacks])

    @functools.cached_property
    def fallbacks(self) -> list[str]:
        """Codes of the languages that stand in for it, as far as the wiki says."""
        listed = self.site.general.get("fallback") if self.is_own else None
        return [str(each["code"]) for each in listed] if isinstance(listed, list) else []

    @functools.cached_property
    def right_to_left(self) -> bool:
        """Whether it is written from right to left."""
        return bool(self.site.general.get("rtl")) if self.is_own else cldr.right_to_left(self.code)

    @property
    def direction_mark(self) -> str:
        """The invisible sign of its direction."""
        return RIGHT_TO_LEFT if self.right_to_left else LEFT_TO_RIGHT

    def message(self, key: str) -> str | None:
        """A message of the wiki's interface in this language, None where it is not known."""
        return self.site.messages.get(key) if self.is_own else None

    def plural_index(self, count: float | str) -> int:
        """Which plural form a number takes, from 0."""
        return cldr.plural_index(self.code, count)

    def _names(self, keys: Sequence[str], table: str, context: str, width: str) -> list[str]:
        codes = [code for code in (self.code, *self.fallbacks, "en") if cldr.names(code, table, context, width)]
        names = cldr.names(codes[0], table, context, width)
        ordered = [names[number] for number in sorted(names)]
        return [self.message(key) or name for key, name in zip(keys, ordered, strict=True)]


def language(site: SiteInfo, code: str = "") -> Language:
    """A language by its code, the wiki's own without one."""
    return _language(site, code or site.language)


@functools.lru_cache(256)
def _language(site: SiteInfo, code: str) -> Language:
    return Language(site, code)
