"""What the parts of a date's text say, before it is known from when it is counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from wikimill.templates.functions.dates.moment import DAY, Moment, date_of, days_of

FIRST_OF_MONTH, LAST_OF_MONTH = 1, 2


class DateError(ValueError):
    """A text that PHP does not read as a date."""


@dataclass
class Shift:
    """How far a date is moved from what it is counted from."""

    year: int = 0
    month: int = 0
    day: int = 0
    second: int = 0
    microsecond: int = 0
    working_days: int | None = None


@dataclass
class DateFields:
    """Fields of a date; None where the text does not say. `offset` is of the time zone, in seconds east of Greenwich.

    `weekday` counts from Sunday, 0. `weekday_behaviour` says which one is meant: 0 the next, 1 today's too, 2 that of
    the week of the date.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    has_date: bool = False
    has_time: int = 0
    zones: int = 0
    offset: int | str | None = None  # a text is a name of the time zone database
    shift: Shift = field(default_factory=Shift)
    weekday: int | None = None
    weekday_behaviour: int = 0
    edge: int = 0  # FIRST_OF_MONTH or LAST_OF_MONTH
    weekday_of_month: int = 0  # 1: the first of the month and on; -1: the last

    def set_date(self, year: int | None, month: int | None, day: int | None) -> None:
        """Take a date.

        Raises:
            DateError: there was one before.
        """
        if self.has_date:
            raise DateError("two dates")
        self.has_date = True
        if year is not None:
            self.year = year
        if month is not None:
            self.month = month
        if day is not None:
            self.day = day

    def set_time(self, hour: int, minute: int = 0, second: int = 0) -> None:
        """Take a time.

        Raises:
            DateError: there was one before.
        """
        if self.has_time:
            raise DateError("two times")
        self.has_time = 1
        self.hour, self.minute, self.second = hour, minute, second

    def clear_time(self) -> None:
        """Midnight, until a time is said."""
        self.has_time = 0
        self.hour = self.minute = self.second = 0

    def set_zone(self, offset: int | str) -> None:
        """Take a time zone; the second is overheard, a third is an error.

        Raises:
            DateError: there were two before.
        """
        self.zones += 1
        if self.zones > 2:
            raise DateError("three time zones")
        if self.zones == 1:
            self.offset = offset

    def set_weekday(self, weekday: int) -> None:
        """Take a weekday, from Sunday, 0."""
        self.weekday = weekday

    def local(self, now: Moment) -> Moment:
        """The date in its own time zone, seen from `now` where it does not say."""
        if self.has_date and not self.has_time:
            self.hour = self.minute = self.second = 0
        year = now.year if self.year is None else self.year
        month = now.month if self.month is None else self.month
        day = now.day if self.day is None else self.day
        clock = [
            own if field is None else field
            for field, own in zip((self.hour, self.minute, self.second), now[3:], strict=True)
        ]
        shift = self.shift
        if self.weekday_of_month:
            month, day = month + shift.month + (self.weekday_of_month < 0), 1
            shift.month = 0
        seconds = clock[0] * 3600 + clock[1] * 60 + clock[2]
        year, month, day = self._at_edge(year, month, day)
        days = days_of(year, month, day) + seconds // DAY
        if self.weekday is not None:
            days += self._to_weekday(days)
        year, month, day = date_of(days)
        days = days_of(*self._at_edge(year + shift.year, month + shift.month, day + shift.day))
        seconds = days * DAY + seconds % DAY + shift.second + shift.microsecond // 1_000_000
        if shift.working_days is not None:
            days, rest = divmod(seconds, DAY)
            seconds = add_working_days(days, shift.working_days) * DAY + rest
        return Moment.of_seconds(seconds)

    def _at_edge(self, year: int, month: int, day: int) -> tuple[int, int, int]:
        """With the first or the last day of the month where that was said; months and days as there are."""
        if self.edge == FIRST_OF_MONTH:
            day = 1
        elif self.edge == LAST_OF_MONTH:
            month, day = month + 1, 0
        return date_of(days_of(year, month, day))

    def _to_weekday(self, days: int) -> int:
        """How many days it is from a date to the weekday that was said."""
        assert self.weekday is not None
        weekday, today = self.weekday, (days + 4) % 7
        if self.weekday_behaviour == 2:
            if today == 0 and weekday != 0:
                weekday -= 7
            elif weekday == 0 and today != 0:
                weekday = 7
            return weekday - today
        if weekday < 0:
            return -(7 - (abs(weekday) - today))
        difference = weekday - today
        if (self.shift.day < 0 and difference < 0) or (self.shift.day >= 0 and difference <= -self.weekday_behaviour):
            difference += 7
        return difference


def add_working_days(days: int, count: int) -> int:
    """The day that lies `count` days, Saturdays and Sundays left out, after (or before) a number of days since 1970."""
    step = -1 if count < 0 else 1
    weekday = (days + 3) % 7
    if not count:
        return days + (7 - weekday if weekday > 4 else 0)
    if weekday > 4:  # from a weekend it is counted from the Friday before, or the Monday after
        days += 4 - weekday if step > 0 else 7 - weekday
        weekday = 4 if step > 0 else 0
    weeks, rest = divmod(abs(count), 5)
    days += 7 * weeks * step
    if not 0 <= weekday + rest * step <= 4:
        days += 2 * step
    return days + rest * step
