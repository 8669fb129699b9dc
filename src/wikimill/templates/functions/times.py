"""`#time`, `#timel`: dates in a format."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wikimill.site.model import Site
from wikimill.templates.call import Call
from wikimill.templates.functions.dates import time_zones
from wikimill.templates.functions.dates.date_fields import DateError
from wikimill.templates.functions.dates.moment import Moment
from wikimill.templates.functions.dates.read_date import read_date
from wikimill.templates.functions.dates.write_date import UTC, Zone, write_date
from wikimill.templates.functions.language import language
from wikimill.templates.functions.messages import error

if TYPE_CHECKING:
    from wikimill.templates.call import Parser

LANGUAGE_CODE = re.compile(r"[a-z0-9-]{2,}", re.ASCII)
YEAR = re.compile(r"[0-9]{4}", re.ASCII)
MOST_CHARACTERS = 6000  # of formats, of a page; MediaWiki allows some 10 seconds
LAST_YEAR = 9999
ANY_TIMES = Moment(1999, 1, 2, 3, 4, 5), Moment(2011, 10, 17, 18, 46, 57)  # no two fields are equal


def time(call: Call) -> str:
    """`{{#time:format|date|language|local}}`: a date of UTC in a format; now, where none is given."""
    local = call.argument(2)
    return _written(call, bool(local) and local != "0")


def timel(call: Call) -> str:
    """`{{#timel:format|date|language}}`: the same in the wiki's time zone."""
    return _written(call, True)


def in_zone_of(site: Site, utc: Moment) -> tuple[Moment, Zone]:
    """A time of UTC as clocks show it where the wiki is, and that zone."""
    name = str(site.general.get("timezone") or "UTC")
    if name == "UTC" or time_zones.zone_info(name) is None:
        return utc, UTC
    offset = time_zones.offset_at(utc, name)
    abbreviation, summer = time_zones.abbreviation_at(utc, name)
    return Moment.of_seconds(utc.seconds + offset), Zone(name, abbreviation, offset, summer)


def _written(call: Call, local: bool) -> str:
    form, date, code = call.first, call.argument(0), call.argument(1)
    try:
        utc = moment_of(call.expander, date)
    except DateError:
        return error(call, "pfunc_time_error")
    known = call.expander.memory.setdefault("time", set())
    if (form, date, code, local) not in known:
        known.add((form, date, code, local))
        spent = call.expander.memory.get("time characters", 0) + len(form.encode("utf-8", "surrogatepass"))
        call.expander.memory["time characters"] = spent
        if spent > MOST_CHARACTERS:
            return error(call, "pfunc_time_too_long")
    moment, zone = in_zone_of(call.site, utc) if local else (utc, UTC)
    if moment.year < 0:
        return error(call, "pfunc_time_too_small")
    if moment.year > LAST_YEAR:
        return error(call, "pfunc_time_too_big")
    own = language(call.site, code if LANGUAGE_CODE.fullmatch(code) else "")
    return write_date(form, moment, own, zone)


def moment_of(expander: Parser, date: str) -> Moment:
    """The point in time that a text names, now without one. Clocks are only asked where it depends on them.

    Raises:
        DateError: PHP does not read it as a date.
    """
    if not date:
        return Moment.of(expander.now)
    written = f"00:00 {date}" if YEAR.fullmatch(date) else date
    at_one_time, at_another = (read_date(written, time) for time in ANY_TIMES)
    return at_one_time if at_one_time == at_another else read_date(written, Moment.of(expander.now))
