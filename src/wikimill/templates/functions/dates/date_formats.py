"""The formats in which PHP reads dates: Supported Date and Time Formats, in its manual.

A text is read token by token. Where several formats fit, the longest token is taken; of those, the first here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan I",
            "february feb II",
            "march mar III",
            "april apr IV",
            "may V",
            "june jun VI",
            "july jul VII",
            "august aug VIII",
            "september sep sept IX",
            "october oct X",
            "november nov XI",
            "december dec XII",
        ),
        1,
    )
    for name in names.split()
}
WEEKDAYS = {  # from Sunday, 0
    name: number
    for number, names in enumerate(
        (
            "sunday sundays sun",
            "monday mondays mon",
            "tuesday tuesdays tue",
            "wednesday wednesdays wed",
            "thursday thursdays thu",
            "friday fridays fri",
            "saturday saturdays sat",
        )
    )
    for name in names.split()
}
ORDINALS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "eight": 8},
    **{"ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12},
}
RELATIONS = {"next": 1, "last": -1, "previous": -1, "this": 0}


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


NAMED_MONTHS = [name for name in MONTHS if name.islower()]
UNITS = r"(?:(?:m|milli|µ|micro|u)?sec(?:ond)?|min(?:ute)?|hour|day|forth?night|month|year)s?|weeks|weekdays?|ms|µs"
PARTS = {  # hours of 24 and of 12, minutes and seconds; doubled letters: with a zero in front
    "H": "(?P<hour>2[0-4]|[01]?[0-9])",
    "HH": "(?P<hour>2[0-4]|[01][0-9])",
    "h": "(?P<hour>1[0-2]|0?[1-9])",
    "i": "(?P<minute>[0-5]?[0-9])",
    "ii": "(?P<minute>[0-5][0-9])",
    "s": "(?P<second>60|[0-5]?[0-9])",
    "ss": "(?P<second>60|[0-5][0-9])",
    "am": r"(?P<half>[AaPp])\.?[Mm]\.?(?:[\t ]|\Z)",
    "fraction": r"\.[0-9]+",
    "y": "(?P<year>[0-9]{1,4})",
    "yy": "(?P<year>[0-9]{2})",
    "yyyy": "(?P<year>[0-9]{4})",
    "m": "(?P<month>1[0-2]|0?[0-9])",
    "mm": "(?P<month>0[0-9]|1[0-2])",
    "d": "(?P<day>3[01]|[0-2]?[0-9])(?:st|nd|rd|th)?",
    "dd": "(?P<day>0[0-9]|[12][0-9]|3[01])",
    "month": rf"(?P<name>(?i:{_any(NAMED_MONTHS)})|{_any(set(MONTHS) - set(NAMED_MONTHS))})",
    "month name": rf"(?P<name>(?i:{_any(NAMED_MONTHS)}))",
    "mon": rf"(?P<name>(?i:sept|may|{_any(name for name in NAMED_MONTHS if len(name) == 3)}))",
    "day of year": "(?P<day>00[1-9]|0[1-9][0-9]|[12][0-9][0-9]|3[0-5][0-9]|36[0-6])",
    "week": "(?P<week>0[1-9]|[1-4][0-9]|5[0-3])",
    "offset": (
        r"(?P<zone>(?:GMT)?[+-](?:(?:2[0-4]|[01][0-9])(?::[0-5][0-9]:[0-5][0-9]|[0-5][0-9][0-5][0-9])"
        r"|(?:2[0-4]|[01]?[0-9])(?::?[0-5]?[0-9])?))"
    ),
    "zone": (
        r"(?P<zone>(?:GMT)?[+-](?:(?:2[0-4]|[01][0-9])(?::[0-5][0-9]:[0-5][0-9]|[0-5][0-9][0-5][0-9])"
        r"|(?:2[0-4]|[01]?[0-9])(?::?[0-5]?[0-9])?)|[A-Z][a-z]+(?:[_/][A-Z][a-z]+)+|\(?[A-Za-z]{1,6}\)?)"
    ),
    "ordinal": rf"(?P<which>(?i:{_any([*ORDINALS, *RELATIONS])}))",
    "relation": rf"(?P<which>(?i:{_any(RELATIONS)}))",
    "weekday": rf"(?P<weekday>(?i:{_any(WEEKDAYS)}))",
    "unit": rf"(?P<unit>(?i:{UNITS}|{_any(WEEKDAYS)}))",
}
WRITTEN_PART = re.compile(r"\{([A-Za-z][A-Za-z ]*)\}")
NO_YEAR = r"{month}[ .\t-]*{d}(?:[,.stndrh\t ]+|\Z)"


class DateFormat(NamedTuple):
    """A token of a date: `kind` says what is done with its parts."""

    kind: str
    pattern: re.Pattern[str]


def _format(kind: str, written: str) -> DateFormat:
    return DateFormat(kind, re.compile(WRITTEN_PART.sub(lambda match: PARTS[match[1]], written), re.ASCII))


FORMATS = [
    _format(kind, written)
    for kind, written in (
        ("word", r"(?P<word>(?i:yesterday|now|noon|midnight|today|tomorrow))"),
        ("timestamp", r"@(?P<number>-?[0-9]+)(?:\.(?P<fraction>[0-9]{1,6}))?"),
        ("edge of month", r"(?P<edge>(?i:first|last)) (?i:day of)"),
        ("about an hour", r"(?P<edge>(?i:back|front)) (?i:of) {H}(?:[ \t]*{am})?"),
        ("weekday of month", r"{ordinal}[ \t]+{weekday}[ \t]+(?i:of)"),
        ("time", r"{h}[ \t]*{am}"),
        ("time", r"{h}[:.]{ii}[ \t]*{am}"),
        ("time", r"{h}[:.]{i}[:.]{ss}[ \t]*{am}"),
        ("time", r"{h}:{ii}:{ss}[:.][0-9]+{am}"),
        ("time", r"[tT]{H}"),
        ("time", r"[tT]?{H}[:.]{i}"),
        ("time", r"[tT]?{H}[:.]{i}[:.]{s}(?:{fraction})?"),
        ("time or year", r"[tT]?(?P<digits>(?:2[0-4]|[01][0-9])[0-5][0-9])"),
        ("time", r"[tT]?{HH}{ii}{ss}"),
        ("date", r"{m}/{d}(?:/{y})?"),
        ("date", r"(?P<year>[+-]?[0-9]{4})-{mm}-{dd}"),
        ("date", r"{yyyy}/{mm}/{dd}/?"),
        ("date", r"{yyyy}/{m}/{d}"),
        ("date", r"{yy}-{mm}-{dd}"),
        ("date", r"(?P<year>[+-][0-9]{5,19})-{mm}-{dd}"),
        ("month", r"{yyyy}-{m}"),
        ("date", r"{y}-{m}-{d}"),
        ("date", r"{d}[ \t.-]*{month}[ \t.-]*{y}"),
        ("date", r"{d}[.\t-]{m}[.-]{yyyy}"),
        ("date", r"{d}[.\t]{m}\.{yy}"),
        ("month", r"{month}[ .\t-]*{yyyy}"),
        ("month", r"{yyyy}[ .\t-]*{month}"),
        ("date", r"{month}[ .\t-]*{d}[,.stndrh\t ]+{y}"),
        ("date", NO_YEAR),
        ("date", r"{d}[ .\t-]*{month}"),
        ("date", r"{yyyy}{mm}{dd}"),
        ("date", r"{yyyy}{mm}{dd}{HH}{ii}{ss}"),
        ("date", r"{yyyy}{mm}{dd}[tT]{H}:?{ii}:?{ss}"),
        ("date", r"{yyyy}-{mm}-{dd}T{HH}:{ii}:{ss}{fraction}(?:{offset})?"),
        ("date", r"{yyyy}-{m}-{d}T{H}:{i}:{s}"),
        ("date", r"{yyyy}:{mm}:{dd} {HH}:{ii}:{ss}"),
        ("day of year", r"{yyyy}[.-]?{day of year}"),
        ("week", r"{yyyy}-?W{week}-?(?P<weekday>[0-7])"),
        ("week", r"{yyyy}-?W{week}"),
        ("date", r"{mon}-{dd}-{y}"),
        ("date", r"{y}-{mon}-{dd}"),
        ("date", r"{d}/{mon}/{yyyy}:{HH}:{ii}:{ss}[ \t]+{offset}"),
        ("year", r"{yyyy}"),
        ("ago", r"(?i:ago)"),
        ("weekday", r"(?P<weekday>(?i:{weekday names}|weekdays?))".replace("{weekday names}", _any(WEEKDAYS))),
        ("week of", r"{relation}[ \t]+(?i:week)"),
        ("relation", r"{ordinal}[ \t]+{unit}"),
        ("month of year", r"{month name}"),
        ("zone", r"{zone}"),
        ("date", NO_YEAR + r"{h}[:.]{ii}(?:[:.]{ss})?[ \t]*{am}"),
        ("date", NO_YEAR + r"[tT]?{H}[:.]{i}(?:[:.]{s}(?:[ \t]*{zone})?)?"),
        ("number", r"(?P<number>[+-]*[ \t]*[0-9]{1,13})[ \t]*(?:{unit}|(?P<week>(?i:week)))"),
    )
]
