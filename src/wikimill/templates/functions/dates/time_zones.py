"""Time zones in texts of dates: abbreviations, differences to Greenwich, names of the time zone database."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from wikimill.templates.functions.dates.date_fields import DateError
from wikimill.templates.functions.dates.moment import Moment

MINUTE, HOUR = 60, 3600
# Seconds east of Greenwich, as PHP takes them (`IST` is Israel's); a letter is a zone of navigators.
ABBREVIATIONS = {
    name: round(hours * HOUR)
    for hours, names in (
        (-12, "y"),
        (-11, "sst x"),
        (-10, "hst w"),
        (-9, "akst hdt v"),
        (-8, "akdt pst u"),
        (-7, "mst pdt t"),
        (-6, "cst mdt s"),
        (-5, "cdt est r"),
        (-4, "ast edt q"),
        (-3.5, "nst"),
        (-3, "adt p"),
        (-2.5, "ndt"),
        (-2, "o"),
        (-1, "n"),
        (0, "gmt utc uct wet z"),
        (1, "bst cet wat west a"),
        (2, "cat cest eet ist sast b"),
        (3, "eat eest idt msk c"),
        (4, "msd d"),
        (5, "pkt e"),
        (6, "f"),
        (7, "wib g"),
        (8, "awst hkt wita h"),
        (9, "jst kst wit i"),
        (9.5, "acst"),
        (10, "aest chst k"),
        (10.5, "acdt"),
        (11, "aedt l"),
        (12, "nzst m"),
        (13, "nzdt"),
    )
    for name in names.split()
}
DIFFERENCE = re.compile(r"(?:GMT)?([+-])(.*)")


def zone(text: str) -> int | str:
    """What a text says of a time zone: seconds east of Greenwich, or a name of the database.

    Raises:
        DateError: there is no such zone.
    """
    text = text.strip("()")
    match = DIFFERENCE.fullmatch(text)
    if match:
        return _difference(match[2]) * (-1 if match[1] == "-" else 1)
    if text.lower() in ABBREVIATIONS:
        return ABBREVIATIONS[text.lower()]
    if zone_info(text) is None:
        raise DateError(text)
    return text


@lru_cache(64)
def zone_info(name: str) -> ZoneInfo | None:
    """A zone of the database, None where this machine has none of this name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def to_utc(local: Moment, offset: int | str) -> Moment:
    """A local time as UTC."""
    if isinstance(offset, int):
        return Moment.of_seconds(local.seconds - offset)
    return Moment.of_seconds(local.seconds - _offset(local, offset, local=True))


def offset_at(time: Moment, name: str) -> int:
    """How many seconds a zone of the database is east of Greenwich at a time of UTC."""
    return _offset(time, name, local=False)


def abbreviation_at(time: Moment, name: str) -> tuple[str, bool]:
    """The abbreviation of a zone's time, and whether it is summer time, at a time of UTC."""
    zone_of_name = zone_info(name)
    assert zone_of_name is not None
    there = datetime(2000, 1, 1, tzinfo=ZoneInfo("UTC")) + timedelta(seconds=time.seconds - 946_684_800)
    there = there.astimezone(zone_of_name)
    return there.tzname() or name, bool(there.dst())


def _offset(time: Moment, name: str, local: bool) -> int:
    found = zone_info(name)
    if found is None or not 1 < time.year < 9999:
        return 0
    naive = datetime(*time)
    aware = naive.replace(tzinfo=found) if local else naive.replace(tzinfo=ZoneInfo("UTC")).astimezone(found)
    difference = aware.utcoffset()
    return round(difference.total_seconds()) if difference else 0


def _difference(written: str) -> int:
    """Seconds of `2`, `02`, `0200`, `200`, `02:00`, `02:00:00` or `020000`."""
    if ":" in written:
        parts = [int(part) for part in written.split(":")]
    elif len(written) <= 2:
        parts = [int(written)]
    elif len(written) <= 4:
        parts = [int(written[:-2]), int(written[-2:])]
    else:
        parts = [int(written[:2]), int(written[2:4]), int(written[4:])]
    return sum(part * unit for part, unit in zip(parts, (HOUR, MINUTE, 1), strict=False))
