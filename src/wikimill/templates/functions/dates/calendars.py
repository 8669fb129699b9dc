"""Other calendars than the Gregorian one, as `#time` writes dates in them."""

from __future__ import annotations

from typing import NamedTuple

from wikimill.templates.functions.dates.moment import Moment, days_of

ADAR, ADAR_1, ADAR_2 = 6, 13, 14  # MediaWiki's numbers of Hebrew months: those of a leap year's Adar stand at the end
MONTHS_OF_IRAN = (31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 29)
LAST_JULIAN = days_of(1582, 10, 15)


class OtherDate(NamedTuple):
    """A date in another calendar. `rest` is the days of a Hebrew month, or the day of an Iranian year from 0."""

    year: int
    month: int
    day: int
    rest: int = 0


def iranian(time: Moment) -> OtherDate:
    """The Iranian calendar, by its cycle of 33 years with 8 leap years: 12,053 days, from 979 (20 March 1600) on."""
    cycles, days = divmod(time.days - days_of(1600, 3, 20), 12_053)
    fours, days = divmod(days, 1461)
    year = 979 + 33 * cycles + 4 * fours
    if days >= 366:
        years, days = divmod(days - 1, 365)
        year += years
    day, month = days, 1
    while month < 12 and day >= MONTHS_OF_IRAN[month - 1]:
        day -= MONTHS_OF_IRAN[month - 1]
        month += 1
    return OtherDate(year, month, day + 1, days)


def hijri(time: Moment) -> OtherDate:
    """The Islamic calendar by its arithmetic: 11 leap years in 30, the first day being 16 July 622.

    Dates before 15 October 1582 are taken for Julian ones, as MediaWiki takes them.
    """
    days = time.days
    if days < LAST_JULIAN:
        days = _julian(time.year, time.month, time.day)
    days -= days_of(622, 7, 19)  # that day in the Gregorian calendar
    year = (30 * days + 10_646) // 10_631
    rest = days - ((year - 1) * 354 + (3 + 11 * year) // 30)
    month = min(12, 2 * rest // 59 + 1)  # months have 30 and 29 days by turns
    return OtherDate(year, month, rest - (59 * (month - 1) + 1) // 2 + 1)


def hebrew(time: Moment) -> OtherDate:
    """The Hebrew calendar, by the mean conjunction of the moon and the four postponements of the new year.

    Months are counted from Tishri.
    """
    year = time.year + 3761
    while _hebrew_new_year(year) > time.days:
        year -= 1
    start, end = _hebrew_new_year(year), _hebrew_new_year(year + 1)
    length, day = end - start, time.days - start + 1
    for month, days in _hebrew_months(length):
        if day <= days:
            return OtherDate(year, month, day, days)
        day -= days
    return OtherDate(year, 12, day, 29)


def thai_year(time: Moment) -> int:
    """The year of the Buddhist era; from 1912 to 1940 it began in April."""
    return time.year + (542 if 1912 <= time.year <= 1940 and time.month <= 3 else 543)


def minguo_year(time: Moment) -> int:
    """The year of the Republic of China, which is that of the Juche calendar too."""
    return time.year - 1911


# The names of Japanese eras, their first days, and their first years; MediaWiki has none before Meiji.
ERAS = (
    ("令和", (2019, 5, 1), 2019),
    ("平成", (1989, 1, 8), 1989),
    ("昭和", (1926, 12, 26), 1926),
    ("大正", (1912, 7, 31), 1912),
    ("明治", (-10_000, 1, 1), 1868),
)


def japanese_year(time: Moment) -> str:
    """The era and its year; the first one is `元`."""
    for name, start, first in ERAS:
        if time[:3] >= start:
            year = time.year - first + 1
            return f"{name}{'元' if year == 1 else year}"
    raise AssertionError("the last era has no beginning")


def _julian(year: int, month: int, day: int) -> int:
    """Days from 1 January 1970 to a date of the Julian calendar."""
    before = (14 - month) // 12
    years, months = year + 4800 - before, month + 12 * before - 3
    return day + (153 * months + 2) // 5 + 365 * years + years // 4 - 32_083 - 2_440_588


def _hebrew_new_year(year: int) -> int:
    """Days from 1 January 1970 to the new year: the conjunction of Tishri, postponed as the calendar's rules say."""
    days = _hebrew_elapsed(year)
    before, after = _hebrew_elapsed(year - 1), _hebrew_elapsed(year + 1)
    if after - days == 356:
        days += 2
    elif days - before == 382:
        days += 1
    return days + days_of(-3760, 9, 7)


def _hebrew_elapsed(year: int) -> int:
    """Days from the calendar's beginning to a year, before the postponements that depend on its neighbours' length.

    A month has 29 days and 13,753 of 25,920 parts.
    """
    months = (235 * year - 234) // 19
    parts = 12_084 + 13_753 * months
    days = 29 * months + parts // 25_920
    return days + (3 * (days + 1) % 7 < 3)


def _hebrew_months(length: int) -> list[tuple[int, int]]:
    """The months of a year of this many days, and theirs."""
    leap = length > 360
    kind = length - (383 if leap else 353)  # 0 is a year that lacks a day, 2 one that has one more
    months = [(1, 30), (2, 30 if kind == 2 else 29), (3, 29 if kind == 0 else 30), (4, 29), (5, 30)]
    months += [(ADAR_1, 30), (ADAR_2, 29)] if leap else [(ADAR, 29)]
    return [*months, *((month, 30 - (month - 1) % 2) for month in range(7, 13))]
