"""Points in time, in the Gregorian calendar without bounds: Python's own ends with the years 1 and 9999."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

DAY = 86400  # seconds
ERA = 146_097  # days of 400 years
EPOCH = 719_468  # days from 1 March of the year 0 to 1 January 1970
DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


class Moment(NamedTuple):
    """A date and a time. The year 0 is 1 BC."""

    year: int
    month: int
    day: int
    hour: int = 0
    minute: int = 0
    second: int = 0

    @classmethod
    def of(cls, time: datetime) -> Moment:
        """From Python's."""
        return cls(time.year, time.month, time.day, time.hour, time.minute, time.second)

    @classmethod
    def of_seconds(cls, seconds: int) -> Moment:
        """From seconds since 1970."""
        days, rest = divmod(seconds, DAY)
        return cls(*date_of(days), rest // 3600, rest // 60 % 60, rest % 60)

    @property
    def days(self) -> int:
        """Days since 1 January 1970."""
        return days_of(self.year, self.month, self.day)

    @property
    def seconds(self) -> int:
        """Seconds since 1970."""
        return self.days * DAY + self.hour * 3600 + self.minute * 60 + self.second

    @property
    def weekday(self) -> int:
        """0 is Monday."""
        return (self.days + 3) % 7

    @property
    def day_of_year(self) -> int:
        """0 is 1 January."""
        return DAYS_BEFORE[self.month - 1] + self.day - 1 + (self.month > 2 and is_leap(self.year))

    @property
    def iso_week(self) -> tuple[int, int]:
        """The year and number of the week as ISO 8601 counts them: a week belongs to the year of its Thursday."""
        year, month, day = date_of(self.days - self.weekday + 3)
        return year, Moment(year, month, day).day_of_year // 7 + 1

    @property
    def days_in_month(self) -> int:
        """How many days the month has."""
        return days_in_month(self.year, self.month)


def is_leap(year: int) -> bool:
    """Whether a year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """How many days a month has."""
    return 28 + is_leap(year) if month == 2 else 30 + (month in {1, 3, 5, 7, 8, 10, 12})


def days_of(year: int, month: int, day: int) -> int:
    """Days from 1 January 1970 to a date; months and days may be more or less than there are.

    After Howard Hinnant, chrono-Compatible Low-Level Date Algorithms: years begin in March.
    """
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    year -= month < 3
    era, of_era = divmod(year, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * ERA + of_era * 365 + of_era // 4 - of_era // 100 + of_year - EPOCH


def date_of(days: int) -> tuple[int, int, int]:
    """Year, month and day of a number of days since 1 January 1970."""
    era, of_era = divmod(days + EPOCH, ERA)
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    return year + era * 400 + (month > 9), month + 3 if month < 10 else month - 9, day
