"""What PHP's strtotime reads: a text to a point in time."""

from __future__ import annotations

import re
from functools import lru_cache

from wikimill.templates.functions.dates import time_zones
from wikimill.templates.functions.dates.date_fields import FIRST_OF_MONTH, LAST_OF_MONTH, DateError, DateFields
from wikimill.templates.functions.dates.date_formats import FORMATS, MONTHS, ORDINALS, RELATIONS, WEEKDAYS
from wikimill.templates.functions.dates.moment import Moment

BETWEEN = re.compile(r"[ .,\t]*")
BLANK = " \t\n\v\f\r"
LONGEST = 1000  # characters; a date has none so long
SECONDS = {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600}
MICROSECONDS = {"ms": 1000, "msec": 1000, "millisecond": 1000, "µs": 1, "µsec": 1, "usec": 1, "microsecond": 1}
DAYS = {"day": 1, "week": 7, "fortnight": 14, "forthnight": 14}
FRIDAY_LEFT_OUT = "weekday"  # the unit of working days
MONDAY = 1


@lru_cache(1 << 12)
def read_date(text: str, now: Moment) -> Moment:
    """The point in time, UTC, that a text names, seen from `now`.

    Raises:
        DateError: PHP does not read it as a date.
    """
    fields = DateFields()
    text = text.strip(BLANK).partition("\n")[0]
    if not text or len(text) > LONGEST:
        raise DateError(text)
    position = BETWEEN.match(text).end()  # type: ignore[union-attr]
    while position < len(text):
        kind, match = _token(text, position)
        READERS[kind](fields, match)
        position = BETWEEN.match(text, match.end()).end()  # type: ignore[union-attr]
    local = fields.local(now)
    return time_zones.to_utc(local, fields.offset) if fields.offset else local


def _token(text: str, position: int) -> tuple[str, re.Match[str]]:
    best, kind = None, ""
    for each in FORMATS:
        match = each.pattern.match(text, position)
        if match is not None and (best is None or match.end() > best.end()):
            best, kind = match, each.kind
    if best is None:
        raise DateError(text)
    return kind, best


def _year(written: str | None) -> int | None:
    """A year; one of two digits lies between 1970 and 2069."""
    if written is None:
        return None
    year = int(written)
    return year if len(written) >= 4 or year >= 100 else year + (2000 if year < 70 else 1900)


def _month(parts: dict[str, str | None]) -> int | None:
    name = parts.get("name")
    if name is not None:
        return MONTHS.get(name) or MONTHS[name.lower()]
    return _int(parts.get("month"))


def _int(written: str | None) -> int | None:
    return None if written is None else int(written)


def _hour(parts: dict[str, str | None], earlier: int = 0) -> int:
    hour, half = int(parts["hour"] or 0) - earlier, parts.get("half")
    if half is None:
        return hour
    if half in "Aa":
        return 0 if hour == 12 else hour
    return hour if hour == 12 else hour + 12


def _date(fields: DateFields, match: re.Match[str], day: int | None = None) -> None:
    parts = match.groupdict()
    fields.set_date(_year(parts.get("year")), _month(parts), _int(parts.get("day")) or day)
    if parts.get("day") is not None:
        fields.day = _int(parts["day"])
    if parts.get("hour") is not None:
        _time(fields, match)


def _time(fields: DateFields, match: re.Match[str]) -> None:
    parts = match.groupdict()
    fields.set_time(_hour(parts), int(parts.get("minute") or 0), int(parts.get("second") or 0))
    if parts.get("zone"):
        _zone(fields, match)


def _zone(fields: DateFields, match: re.Match[str]) -> None:
    fields.set_zone(0 if fields.zones else time_zones.zone(match["zone"]))


def _month_alone(fields: DateFields, match: re.Match[str]) -> None:
    _date(fields, match, 1)


def _day_of_year(fields: DateFields, match: re.Match[str]) -> None:
    fields.set_date(_year(match["year"]), 1, int(match["day"]))


def _week(fields: DateFields, match: re.Match[str]) -> None:
    """A week of ISO 8601, and a day of it from Monday, 1."""
    year = int(match["year"])
    fields.set_date(year, 1, 1)
    weekday = (Moment(year, 1, 1).weekday + 1) % 7
    start = 7 - weekday if weekday > 4 else -weekday
    fields.shift.day = start + (int(match["week"]) - 1) * 7 + int(match.groupdict().get("weekday") or 1)


def _year_alone(fields: DateFields, match: re.Match[str]) -> None:
    fields.year = int(match["year"])


def _time_or_year(fields: DateFields, match: re.Match[str]) -> None:
    """Four digits: a time, or a year after a time."""
    if fields.has_time > 1:
        raise DateError("two times")
    if fields.has_time:
        fields.year = int(match["digits"])
    else:
        fields.hour, fields.minute, fields.second = int(match["digits"][:2]), int(match["digits"][2:]), 0
    fields.has_time += 1


def _word(fields: DateFields, match: re.Match[str]) -> None:
    word = match["word"].lower()
    if word == "now":
        return
    fields.clear_time()
    if word == "noon":
        fields.set_time(12)
    elif word in {"yesterday", "tomorrow"}:
        fields.shift.day = 1 if word == "tomorrow" else -1


def _timestamp(fields: DateFields, match: re.Match[str]) -> None:
    fields.has_date = False
    fields.clear_time()
    fields.year, fields.month, fields.day = 1970, 1, 1
    fields.shift.second += int(match["number"])
    if match["number"].startswith("-") and (match["fraction"] or "").strip("0"):
        fields.shift.second -= 1
    fields.set_zone(0)


def _edge_of_month(fields: DateFields, match: re.Match[str]) -> None:
    fields.edge = FIRST_OF_MONTH if match["edge"].lower() == "first" else LAST_OF_MONTH


def _about_an_hour(fields: DateFields, match: re.Match[str]) -> None:
    fields.clear_time()
    back = match["edge"].lower() == "back"
    fields.set_time(_hour(match.groupdict(), 0 if back else 1), 15 if back else 45)


def _weekday(fields: DateFields, match: re.Match[str]) -> None:
    fields.clear_time()
    fields.weekday = WEEKDAYS.get(match["weekday"].lower(), MONDAY)
    if fields.weekday_behaviour != 2:
        fields.weekday_behaviour = 1


def _weekday_of_month(fields: DateFields, match: re.Match[str]) -> None:
    which = match["which"].lower()
    amount = _amount(which)
    fields.weekday_of_month = 1 if amount > 0 else -1
    fields.shift.working_days = None
    fields.clear_time()
    _shift(fields, amount, match["weekday"], 1 if amount > 0 or which == "this" else 0)


def _relation(fields: DateFields, match: re.Match[str]) -> None:
    which, unit = match["which"].lower(), match["unit"].lower()
    if unit in WEEKDAYS or unit.rstrip("s") == FRIDAY_LEFT_OUT:
        fields.clear_time()
    _shift(fields, _amount(which), unit, 1 if which == "this" else 0)


def _week_of(fields: DateFields, match: re.Match[str]) -> None:
    """The week before or after this one; its Monday, where no day of it is said."""
    fields.shift.day += 7 * RELATIONS[match["which"].lower()]
    fields.weekday_behaviour = 2
    if fields.weekday is None:
        fields.weekday = MONDAY


def _number(fields: DateFields, match: re.Match[str]) -> None:
    written = match["number"]
    amount = int(written.lstrip("+- \t")) * (-1 if written.count("-") % 2 else 1)
    _shift(fields, amount, match["unit"] or match["week"], 1)


def _amount(which: str) -> int:
    return RELATIONS[which] if which in RELATIONS else ORDINALS[which]


def _shift(fields: DateFields, amount: int, unit: str, behaviour: int) -> None:
    """Move the date by an amount of units."""
    unit, shift = unit.lower(), fields.shift
    if unit in WEEKDAYS:
        shift.day += 7 * (amount - 1 if amount > 0 else amount)
        fields.weekday, fields.weekday_behaviour = WEEKDAYS[unit], behaviour
        return
    unit = unit if unit in {"ms", "µs"} else unit.removesuffix("s")
    if unit == FRIDAY_LEFT_OUT:
        shift.working_days, fields.weekday_of_month = amount, 0
    elif unit in DAYS:
        shift.day += amount * DAYS[unit]
    elif unit in SECONDS:
        shift.second += amount * SECONDS[unit]
    elif unit in MICROSECONDS:
        shift.microsecond += amount * MICROSECONDS[unit]
    elif unit == "month":
        shift.month += amount
    elif unit == "year":
        shift.year += amount


def _ago(fields: DateFields, _: re.Match[str]) -> None:
    """Everything said so far lies in the past; PHP forgets parts of a second."""
    shift = fields.shift
    shift.year, shift.month, shift.day, shift.second = -shift.year, -shift.month, -shift.day, -shift.second
    if shift.working_days is not None:
        shift.working_days = -shift.working_days
    if fields.weekday is not None:
        fields.weekday = -fields.weekday or -7


READERS = {
    "about an hour": _about_an_hour,
    "ago": _ago,
    "date": _date,
    "day of year": _day_of_year,
    "edge of month": _edge_of_month,
    "month": _month_alone,
    "month of year": _date,
    "number": _number,
    "relation": _relation,
    "time": _time,
    "time or year": _time_or_year,
    "timestamp": _timestamp,
    "week": _week,
    "week of": _week_of,
    "weekday": _weekday,
    "weekday of month": _weekday_of_month,
    "word": _word,
    "year": _year_alone,
    "zone": _zone,
}
