"""`#formatdate` (`#dateformat`): a date in another order of its parts, marked as one."""

from __future__ import annotations

import re
from functools import lru_cache

from wikimill.templates.call import Call
from wikimill.templates.functions.language import Language, language
from wikimill.templates.nodes import BLANK

# How dates are written, in the order in which they are tried: `j` a day, `F` a month, `Y` a year.
WRITTEN = {
    "mdy": "F j, Y",
    "dmy": "j F Y",
    "ymd": "Y F j",
    "ISO 8601": "y-m-d",
    "ydm": "Y, j F",
    "dm": "j F",
    "md": "F j",
}
WITHOUT_YEAR = {("mdy", "dm"): "md", ("dmy", "md"): "dm"}  # what a preference makes of a day and month
PREFERENCES = ("dmy", "mdy", "ymd", "ISO 8601")
DAY, YEAR = r"(?P<day>\d{1,2})", r"(?P<year>\d{1,4}(?:[ _]BC|))"
BETWEEN = r"(?: *, *| +)"
ISO = r"(?P<iso_year>-?\d{4})-(?P<iso_month>\d{2})-(?P<iso_day>\d{2})"


def formatdate(call: Call) -> str:
    """`{{#formatdate:date|order}}`: dmy, mdy, ymd or ISO 8601; a text that is no date stays."""
    return formatted(call.first.strip(BLANK), call.argument(0), language(call.site))


def formatted(date: str, preference: str, own: Language) -> str:
    """A date of a language in the order of a preference, within a `span` that says it as ISO 8601 does."""
    for source, pattern in _patterns(own).items():
        match = pattern.fullmatch(date)
        if match is None:
            continue
        parts = match.groupdict()
        month = parts.get("iso_month") or f"{_months(own)[parts['name'].lower()]:02}"
        day = parts.get("iso_day") or f"{int(parts['day']):02}"
        year, iso_year = _years(parts)
        target = _target(source, preference)
        if "F" in WRITTEN[target] and not 1 <= int(month) <= 12:
            return date
        shown = {"j": parts.get("day") or str(int(day)), "d": day, "m": month, "y": iso_year, "Y": year}
        text = "".join(
            own.months[int(month) - 1] if sign == "F" else shown.get(sign, sign) or "" for sign in WRITTEN[target]
        )
        iso = "-".join(part for part in (iso_year, month, day) if part)
        return f'<span class="mw-formatted-date" title="{iso}">{text}</span>'
    return date


def _target(source: str, preference: str) -> str:
    if source in {"dm", "md"}:
        return WITHOUT_YEAR.get((preference, source), source)
    return preference if preference in PREFERENCES else source


def _years(parts: dict[str, str]) -> tuple[str | None, str | None]:
    """The year as people and as ISO 8601 write it: 1 BC is its year 0."""
    written, iso = parts.get("year"), parts.get("iso_year")
    if iso is not None:
        return (f"{int(iso[1:]) + 1} BC" if iso[0] == "-" else str(int(iso))), iso
    if written is None:
        return None, None
    number = int(re.match(r"\d+", written)[0])  # type: ignore[index]
    return written, f"-{number - 1:04}" if written.endswith("BC") else f"{number:04}"


@lru_cache(64)
def _months(own: Language) -> dict[str, int]:
    return {
        name.lower(): number for names in (own.months, own.month_abbreviations) for number, name in enumerate(names, 1)
    }


@lru_cache(64)
def _patterns(own: Language) -> dict[str, re.Pattern[str]]:
    names = sorted({*own.months, *own.month_abbreviations}, key=lambda name: (-len(name), name))
    month = rf"(?P<name>{'|'.join(map(re.escape, names))})"
    dm, md = f"{DAY}[ _]{month}", f"{month}[ _]{DAY}"
    patterns = {
        "mdy": f"{md}{BETWEEN}{YEAR}",
        "dmy": f"{dm}{BETWEEN}{YEAR}",
        "ymd": f"{YEAR}{BETWEEN}{md}",
        "ISO 8601": ISO,
        "ydm": f"{YEAR}{BETWEEN}{dm}",
        "dm": dm,
        "md": md,
    }
    flags = re.IGNORECASE
    return {name: re.compile(pattern.replace(r"\d", "[0-9]"), flags) for name, pattern in patterns.items()}
