"""How MediaWiki writes dates: Language::sprintfDate, which is PHP's date with codes of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from wikimill.templates.functions.dates import calendars, numerals
from wikimill.templates.functions.dates.moment import Moment, is_leap
from wikimill.templates.functions.language import Language
from wikimill.templates.functions.php import to_int

NUMBER = re.compile(r"[0-9.]+")
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ENGLISH_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CALENDARS = frozenset("ijkmot")  # second letters of codes that have three


class Zone(NamedTuple):
    """The time zone that a date is written in; `offset` is seconds east of Greenwich."""

    name: str = "UTC"
    abbreviation: str = "UTC"
    offset: int = 0
    summer_time: bool = False


UTC = Zone()


@lru_cache(1 << 12)
def write_date(written: str, time: Moment, language: Language, zone: Zone = UTC) -> str:
    """A date in a format of `#time`.

    Args:
        written: the format: PHP's letters, MediaWiki's codes with `x`, texts in double quotes, backslashes.
        time: what is written, in the zone.
        language: whose names and digits are used.
        zone: for the codes that name it.
    """
    writer = _Writer(time, language, zone)
    position = 0
    while position < len(written):
        position = writer.take(written, position)
    return "".join(writer.out)


class _Writer:
    def __init__(self, time: Moment, language: Language, zone: Zone) -> None:
        self.time, self.language, self.zone = time, language, zone
        self.out: list[str] = []
        self.next = ""  # how the next number is written: `xn`, `xr` or `xh`
        self.raw = False  # whether numbers are written with digits of the West from here on

    def take(self, written: str, position: int) -> int:
        """Write what stands at a position of the format; where the next code begins."""
        code = written[position]
        if code == "\\" and position + 1 < len(written):
            self.out.append(written[position + 1])
            return position + 2
        if code == '"':
            end = written.find('"', position + 1)
            self.out.append('"' if end < 0 else written[position + 1 : end])
            return max(position, end) + 1
        if code == "x" and position + 1 < len(written):
            code = written[position : position + 2]
            if code[1] in CALENDARS and position + 2 < len(written):
                code = written[position : position + 3]
        self._write(code)
        return position + len(code)

    def _write(self, code: str) -> None:
        if code in {"xn", "xr", "xh"}:
            self.next += code[1]
        elif code == "xN":
            self.raw = not self.raw
        elif code in NUMBERS:
            self.out.append(self._number(NUMBERS[code](self.time, self.zone)))
        elif code in TEXTS:
            self.out.append(TEXTS[code](self.time, self.language, self.zone))
        else:
            self.out.append("x" if code == "xx" else code[-1])

    def _number(self, number: str) -> str:
        for way in "nrh":
            if way in self.next or (way == "n" and self.raw):
                self.next = self.next.replace(way, "")
                return WAYS[way](number)
        return self.language.numbers.write(number, separators=False) if NUMBER.fullmatch(number) else number


WAYS: dict[str, Callable[[str], str]] = {
    "n": lambda number: number,
    "r": lambda number: numerals.roman_numeral(to_int(number)),
    "h": lambda number: numerals.hebrew_numeral(to_int(number)),
}
NUMBERS: dict[str, Callable[[Moment, Zone], str]] = {
    "d": lambda time, zone: f"{time.day:02}",
    "j": lambda time, zone: str(time.day),
    "m": lambda time, zone: f"{time.month:02}",
    "n": lambda time, zone: str(time.month),
    "Y": lambda time, zone: f"{time.year:04}",
    "y": lambda time, zone: f"{time.year:04}"[2:],
    "g": lambda time, zone: str(time.hour % 12 or 12),
    "G": lambda time, zone: str(time.hour),
    "h": lambda time, zone: f"{time.hour % 12 or 12:02}",
    "H": lambda time, zone: f"{time.hour:02}",
    "i": lambda time, zone: f"{time.minute:02}",
    "s": lambda time, zone: f"{time.second:02}",
    "w": lambda time, zone: str((time.weekday + 1) % 7),
    "N": lambda time, zone: str(time.weekday + 1),
    "z": lambda time, zone: str(time.day_of_year),
    "W": lambda time, zone: f"{time.iso_week[1]:02}",
    "o": lambda time, zone: str(time.iso_week[0]),
    "t": lambda time, zone: str(time.days_in_month),
    "L": lambda time, zone: str(int(is_leap(time.year))),
    "U": lambda time, zone: str(time.seconds - zone.offset),
    "I": lambda time, zone: str(int(zone.summer_time)),
    "Z": lambda time, zone: str(zone.offset),
    "xij": lambda time, zone: str(calendars.iranian(time).day),
    "xin": lambda time, zone: str(calendars.iranian(time).month),
    "xiY": lambda time, zone: str(calendars.iranian(time).year),
    "xiy": lambda time, zone: str(calendars.iranian(time).year)[-2:],
    "xit": lambda time, zone: str(calendars.MONTHS_OF_IRAN[calendars.iranian(time).month - 1]),
    "xiz": lambda time, zone: str(calendars.iranian(time).rest),
    "xmj": lambda time, zone: str(calendars.hijri(time).day),
    "xmn": lambda time, zone: str(calendars.hijri(time).month),
    "xmY": lambda time, zone: str(calendars.hijri(time).year),
    "xjj": lambda time, zone: str(calendars.hebrew(time).day),
    "xjn": lambda time, zone: str(calendars.hebrew(time).month),
    "xjt": lambda time, zone: str(calendars.hebrew(time).rest),
    "xjY": lambda time, zone: str(calendars.hebrew(time).year),
    "xkY": lambda time, zone: str(calendars.thai_year(time)),
    "xoY": lambda time, zone: str(calendars.minguo_year(time)),
    "xtY": lambda time, zone: calendars.japanese_year(time),
}


def _difference(zone: Zone, colon: str) -> str:
    minutes = abs(zone.offset) // 60
    return f"{'-' if zone.offset < 0 else '+'}{minutes // 60:02}{colon}{minutes % 60:02}"


def _clock(time: Moment) -> str:
    return f"{time.hour:02}:{time.minute:02}:{time.second:02}"


def _iso_8601(time: Moment, zone: Zone) -> str:
    return f"{time.year:04}-{time.month:02}-{time.day:02}T{_clock(time)}{_difference(zone, ':')}"


def _rfc_2822(time: Moment, zone: Zone) -> str:
    weekday, month = ENGLISH_WEEKDAYS[time.weekday], ENGLISH_MONTHS[time.month - 1]
    return f"{weekday}, {time.day:02} {month} {time.year:04} {_clock(time)} {_difference(zone, '')}"


TEXTS: dict[str, Callable[[Moment, Language, Zone], str]] = {
    "D": lambda time, language, zone: language.weekday_abbreviations[time.weekday],
    "l": lambda time, language, zone: language.weekdays[time.weekday],
    "F": lambda time, language, zone: language.months[time.month - 1],
    "M": lambda time, language, zone: language.month_abbreviations[time.month - 1],
    "xg": lambda time, language, zone: language.month_genitives[time.month - 1],
    "xiF": lambda time, language, zone: language.iranian_month(calendars.iranian(time).month),
    "xmF": lambda time, language, zone: language.hijri_month(calendars.hijri(time).month),
    "xjF": lambda time, language, zone: language.hebrew_month(calendars.hebrew(time).month),
    "xjx": lambda time, language, zone: language.hebrew_month(calendars.hebrew(time).month, genitive=True),
    "a": lambda time, language, zone: "am" if time.hour < 12 else "pm",
    "A": lambda time, language, zone: "AM" if time.hour < 12 else "PM",
    "c": lambda time, language, zone: _iso_8601(time, zone),
    "r": lambda time, language, zone: _rfc_2822(time, zone),
    "e": lambda time, language, zone: zone.name,
    "T": lambda time, language, zone: zone.abbreviation,
    "O": lambda time, language, zone: _difference(zone, ""),
    "P": lambda time, language, zone: _difference(zone, ":"),
}
