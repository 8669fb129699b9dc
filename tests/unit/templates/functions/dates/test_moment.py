"""Dates without bounds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from wikimill.templates.functions.dates.moment import Moment, date_of, days_in_month, days_of, is_leap


def test_they_are_pythons_where_python_has_them() -> None:
    start = date(1, 1, 1)
    for step in range(0, 3_652_058, 997):
        day = start + timedelta(step)
        moment = Moment(day.year, day.month, day.day)
        assert moment.days == day.toordinal() - date(1970, 1, 1).toordinal()
        assert date_of(moment.days) == (day.year, day.month, day.day)
        assert moment.weekday == day.weekday()
        assert moment.day_of_year == day.timetuple().tm_yday - 1
        assert moment.iso_week == day.isocalendar()[:2]


def test_seconds() -> None:
    now = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert Moment.of(now).seconds == now.timestamp()
    assert Moment.of_seconds(int(now.timestamp())) == Moment.of(now)
    assert Moment.of_seconds(-1) == Moment(1969, 12, 31, 23, 59, 59)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ((2010, 13, 1), (2011, 1, 1)),
        ((2010, 0, 1), (2009, 12, 1)),
        ((2010, 3, 0), (2010, 2, 28)),
        ((2010, 1, 32), (2010, 2, 1)),
        ((0, 0, 0), (-1, 11, 30)),
        ((-4713, 11, 24), (-4713, 11, 24)),
    ],
)
def test_months_and_days_may_overflow(fields: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    assert date_of(days_of(*fields)) == expected


def test_months() -> None:
    assert [days_in_month(2023, month) for month in range(1, 13)] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert [is_leap(year) for year in (1900, 2000, 2023, 2024)] == [False, True, False, True]
    assert Moment(2024, 2, 1).days_in_month == 29
