"""What PHP's strtotime reads. Every expected time is PHP 8.2's, at a Tuesday, 3 February 2026, 04:05:06 UTC."""

from __future__ import annotations

import time

import pytest

from wikimill.templates.functions.dates.date_fields import DateError, add_working_days
from wikimill.templates.functions.dates.moment import Moment
from wikimill.templates.functions.dates.read_date import read_date

NOW = Moment(2026, 2, 3, 4, 5, 6)


def read(text: str) -> str:
    year, *rest = read_date(text, NOW)
    return "{:04}-{:02}-{:02} {:02}:{:02}:{:02}".format(year, *rest)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2010-05-06", "2010-05-06 00:00:00"),
        ("2010/5/6", "2010-05-06 00:00:00"),
        ("5/6/2010", "2010-05-06 00:00:00"),
        ("5/6", "2026-05-06 00:00:00"),
        ("5/6/10", "2010-05-06 00:00:00"),
        ("6.5.2010", "2010-05-06 00:00:00"),
        ("6.5.10 ", "2026-02-03 06:05:10"),
        ("06-05-2010", "2010-05-06 00:00:00"),
        ("20100506", "2010-05-06 00:00:00"),
        ("2010-5", "2010-05-01 00:00:00"),
        ("2010-05", "2010-05-01 00:00:00"),
        ("10-05-06", "2010-05-06 00:00:00"),
        ("+2010-05-06", "2010-05-06 00:00:00"),
        ("6 May 2010", "2010-05-06 00:00:00"),
        ("6-May-2010", "2010-05-06 00:00:00"),
        ("6may2010", "2010-05-06 00:00:00"),
        ("6th May 2010", "2010-05-06 00:00:00"),
        ("May 6, 2010", "2010-05-06 00:00:00"),
        ("May 6th, 2010", "2010-05-06 00:00:00"),
        ("may.6,2010", "2010-05-06 00:00:00"),
        ("May 2010", "2010-05-01 00:00:00"),
        ("2010 May", "2010-05-01 00:00:00"),
        ("6 May", "2026-05-06 00:00:00"),
        ("May 6", "2026-05-06 00:00:00"),
        ("May", "2026-05-03 00:00:00"),
        ("Sept", "2026-09-03 00:00:00"),
        ("VI 2010", "2010-06-01 00:00:00"),
        ("6 VI 2010", "2010-06-06 00:00:00"),
        ("2010-May-06", "2010-05-06 00:00:00"),
        ("May-06-10", "2010-05-06 00:00:00"),
        ("2010126", "2010-05-06 00:00:00"),
        ("2010.126", "2010-05-06 00:00:00"),
        ("2010W18", "2010-05-03 00:00:00"),
        ("2010-W18-4", "2010-05-06 00:00:00"),
        ("2010W187", "2010-05-09 00:00:00"),
        ("00:00 2010", "2010-02-03 00:00:00"),
        ("Feb 30", "2026-03-02 00:00:00"),
        ("31 Jun 2010", "2010-07-01 00:00:00"),
        ("0000-00-00", "-001-11-30 00:00:00"),
        ("6 may 69", "2069-05-06 00:00:00"),
        ("6 may 70", "1970-05-06 00:00:00"),
        ("6 may 999", "0999-05-06 00:00:00"),
    ],
)
def test_days(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7:08", "2026-02-03 07:08:00"),
        ("07:08:09", "2026-02-03 07:08:09"),
        ("07:08:09.25", "2026-02-03 07:08:09"),
        ("7.08", "2026-02-03 07:08:00"),
        ("t0708", "2026-02-03 07:08:00"),
        ("070809", "2026-02-03 07:08:09"),
        ("7pm", "2026-02-03 19:00:00"),
        ("7 p.m.", "2026-02-03 19:00:00"),
        ("12am", "2026-02-03 00:00:00"),
        ("12 PM", "2026-02-03 12:00:00"),
        ("7:08 am", "2026-02-03 07:08:00"),
        ("7:08:09 pm", "2026-02-03 19:08:09"),
        ("24:00", "2026-02-04 00:00:00"),
        ("2010-05-06T07:08:09", "2010-05-06 07:08:09"),
        ("2010-05-06 07:08:09Z", "2010-05-06 07:08:09"),
        ("20100506T07:08:09", "2010-05-06 07:08:09"),
        ("20100506070809", "2010-05-06 07:08:09"),
        ("2010:05:06 07:08:09", "2010-05-06 07:08:09"),
        ("6/May/2010:07:08:09 +0200", "2010-05-06 05:08:09"),
        ("2010-05-06T07:08:09.5+02:00", "2010-05-06 05:08:09"),
        ("May 6 7:08", "2026-05-06 07:08:00"),
        ("May 6 7:08pm", "2026-05-06 19:08:00"),
        ("back of 7pm", "2026-02-03 19:15:00"),
        ("front of 7", "2026-02-03 06:45:00"),
        ("noon", "2026-02-03 12:00:00"),
        ("midnight", "2026-02-03 00:00:00"),
    ],
)
def test_times(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7:08 UTC", "2026-02-03 07:08:00"),
        ("7:08 CET", "2026-02-03 06:08:00"),
        ("7:08 EST", "2026-02-03 12:08:00"),
        ("7:08 (PST)", "2026-02-03 15:08:00"),
        ("7:08 +02:00", "2026-02-03 05:08:00"),
        ("7:08 -0530", "2026-02-03 12:38:00"),
        ("7:08 GMT+3", "2026-02-03 04:08:00"),
        ("7:08+2", "2026-02-03 05:08:00"),
        ("7:08 z", "2026-02-03 07:08:00"),
        ("7:08 Europe/Berlin", "2026-02-03 06:08:00"),
        ("2010-07-06 7:08 America/New_York", "2010-07-06 11:08:00"),
        ("EST", "2026-02-03 09:05:06"),
        ("7:08 CET UTC", "2026-02-03 06:08:00"),
        ("7:08 +020304", "2026-02-03 05:04:56"),
    ],
)
def test_zones(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+1 day", "2026-02-04 04:05:06"),
        ("1 day ago", "2026-02-02 04:05:06"),
        ("-2 weeks", "2026-01-20 04:05:06"),
        ("+1 week 2 days 4 hours 5 seconds", "2026-02-12 08:05:11"),
        ("next month", "2026-03-03 04:05:06"),
        ("last year", "2025-02-03 04:05:06"),
        ("this day", "2026-02-03 04:05:06"),
        ("third day", "2026-02-06 04:05:06"),
        ("+1 month", "2026-03-03 04:05:06"),
        ("2010-01-31 +1 month", "2010-03-03 00:00:00"),
        ("2012-02-29 +1 year", "2013-03-01 00:00:00"),
        ("1 fortnight ago", "2026-01-20 04:05:06"),
        ("3 weekdays", "2026-02-06 04:05:06"),
        ("-8 weekdays", "2026-01-22 04:05:06"),
        ("+10 min", "2026-02-03 04:15:06"),
        ("2 hours ago", "2026-02-03 02:05:06"),
        ("tomorrow", "2026-02-04 00:00:00"),
        ("yesterday 7pm", "2026-02-02 19:00:00"),
        ("tomorrow noon", "2026-02-04 12:00:00"),
        ("noon tomorrow", "2026-02-04 00:00:00"),
        ("now", "2026-02-03 04:05:06"),
        ("today", "2026-02-03 00:00:00"),
        ("next week", "2026-02-09 04:05:06"),
        ("last week", "2026-01-26 04:05:06"),
        ("monday next week", "2026-02-09 00:00:00"),
        ("2 mondays", "2026-02-16 04:05:06"),
        ("90 secs", "2026-02-03 04:06:36"),
        ("--2 days", "2026-02-05 04:05:06"),
        ("twelfth month", "2027-02-03 04:05:06"),
    ],
)
def test_shifts(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("monday", "2026-02-09 00:00:00"),
        ("Sunday", "2026-02-08 00:00:00"),
        ("tue", "2026-02-03 00:00:00"),
        ("this friday", "2026-02-06 00:00:00"),
        ("next friday", "2026-02-06 00:00:00"),
        ("last friday", "2026-01-30 00:00:00"),
        ("friday this week", "2026-02-06 00:00:00"),
        ("sunday last week", "2026-02-01 00:00:00"),
        ("first monday of january 2012", "2012-01-02 00:00:00"),
        ("last sunday of october 2012", "2012-10-28 00:00:00"),
        ("third tuesday of next month", "2026-03-17 00:00:00"),
        ("first day of next month", "2026-03-01 04:05:06"),
        ("last day of february 2012", "2012-02-29 00:00:00"),
        ("last day of", "2026-02-28 04:05:06"),
        ("saturdays", "2026-02-07 00:00:00"),
        ("2 sat ago", "2026-01-24 04:05:06"),
        ("weekday", "2026-02-09 00:00:00"),
    ],
)
def test_weekdays(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@0", "1970-01-01 00:00:00"),
        ("@-1", "1969-12-31 23:59:59"),
        ("@86400.5", "1970-01-02 00:00:00"),
        ("@-1.5", "1969-12-31 23:59:58"),
        ("@86400 +1 day", "1970-01-03 00:00:00"),
    ],
)
def test_timestamps(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no date",
        "2010-99-99",
        "25:00",
        "7:08 XYZ",
        "2010-05-06 2010-05-07",
        "7:08 9:10",
        "5 januari",
        "12345",
        "tues",
        "first week",
        "1 eon",
        "7:08 Nowhere/City",
        "2010-05-06é",
        "UTC UTC UTC",
        "2010.5",
    ],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(DateError):
        read_date(text, NOW)


@pytest.mark.parametrize("count", range(-12, 13))
def test_working_days_leave_weekends_out(count: int) -> None:
    for start in range(20_000, 20_007):  # a week
        days, left = start, abs(count)
        while left:
            days += 1 if count > 0 else -1
            left -= (days + 3) % 7 < 5
        if count or (start + 3) % 7 < 5:
            assert add_working_days(start, count) == days


@pytest.mark.parametrize("piece", ["1", " ", "monday ", "+1 day ", "jan", "ago ", "(", "5 may ", "@1 ", "é", "1:"])
def test_a_long_text_takes_no_time(piece: str) -> None:
    start = time.monotonic()
    with pytest.raises(DateError):
        read_date(piece * 100_000 + "?", NOW)
    assert time.monotonic() - start < 0.5
