"""Time zones."""

from __future__ import annotations

import pytest

from wikimill.templates.functions.dates import time_zones
from wikimill.templates.functions.dates.date_fields import DateError
from wikimill.templates.functions.dates.moment import Moment


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        *(("UTC", 0), ("z", 0), ("EST", -5), ("(CET)", 1), ("NST", -3.5)),
        *(("+2", 2), ("-02", -2), ("+0530", 5.5), ("+530", 5.5), ("GMT-03:30", -3.5), ("+01:30:00", 1.5)),
    ],
)
def test_zones(text: str, hours: float) -> None:
    assert time_zones.zone(text) == hours * 3600


def test_zones_of_the_database() -> None:
    summer, winter = Moment(2010, 7, 1, 12), Moment(2010, 1, 1, 12)
    assert time_zones.zone("Europe/Berlin") == "Europe/Berlin"
    assert time_zones.to_utc(summer, "Europe/Berlin").hour == 10
    assert time_zones.offset_at(winter, "Europe/Berlin") == 3600
    assert time_zones.abbreviation_at(summer, "Europe/Berlin") == ("CEST", True)
    assert time_zones.to_utc(summer, -1800) == Moment(2010, 7, 1, 12, 30)


@pytest.mark.parametrize("text", ["XYZ", "Nowhere/City", "../etc/passwd", "j", ""])
def test_no_zone(text: str) -> None:
    with pytest.raises(DateError):
        time_zones.zone(text)
