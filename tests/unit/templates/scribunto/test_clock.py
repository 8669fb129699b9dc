"""Clocks and chance: the same on every machine. Numbers were compared with MediaWiki 1.39 on Linux."""

from __future__ import annotations

import calendar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.templates.scribunto.modules import expanded, value, wiki
from tests.unit.templates.wiki import NOW


@pytest.mark.slow
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("os.time()", str(calendar.timegm(NOW.timetuple()))),
        ("os.date( '%Y-%m-%d %H:%M:%S' ), os.date( '!%H' )", "'2026-02-03 04:05:06' '04'"),
        ("os.date( '*t', 86400 ).day, os.date( '%j', 0 ), os.date( '%c', 0 )", "2 '001' 'Thu Jan  1 00:00:00 1970'"),
        ("os.time{ year = 2020, month = 2, day = 30, hour = 0 }", str(calendar.timegm((2020, 3, 1, 0, 0, 0)))),
        ("os.time{ year = 2020, month = 14, day = -3, hour = 5 }", str(calendar.timegm((2021, 1, 28, 5, 0, 0)))),
        ("os.time{ year = '1969', month = 1, day = 1 }", str(calendar.timegm((1969, 1, 1, 12, 0, 0)))),
        ("os.difftime( 5, 3 ), type( os.clock() ), os.clock() < os.clock()", "2 'number' true"),
        ("( function() math.randomseed( 1 ) return math.random( 1000 ), math.random( 1000 ) end )()", "841 395"),
        (
            "( function() math.randomseed( 42 ) return math.random( 1, 1000000 ), math.random( -5, 5 ) end )()",
            "33470 -2",
        ),
        ("( function() math.randomseed( 1e13 ) return math.random( 10 ) end )()", "7"),
        ("( function() math.randomseed( -5 ) return math.random() > 0.684151 end )()", "true"),
        ("math.random( 1000 ), math.random( 1000 )", "841 395"),
        ("pcall( math.random, 0 )", "false 'bad argument #1 to 'random' (interval is empty)'"),
        ("pcall( math.random, 2, 1 )", "false 'bad argument #2 to 'random' (interval is empty)'"),
        ("pcall( math.random, 1, 2, 3 )", "false 'wrong number of arguments'"),
        ("pcall( math.random, 'x' )", "false 'bad argument #1 to 'random' (number expected, got string)'"),
        ("pcall( math.randomseed )", "false 'bad argument #1 to 'randomseed' (number expected, got no value)'"),
    ],
)
def test_values(expression: str, expected: str) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("os.time{ year = 2020 }", "field 'day' missing in date table"),
        ("os.time( 5 )", "bad argument #1 to 'time' (table expected, got number)"),
        ("os.date( '%Y', 'x' )", "bad argument #2 to 'date' (number expected, got string)"),
        ("os.date( {} )", "bad argument #1 to 'date' (string expected, got table)"),
    ],
)
def test_errors(expression: str, message: str) -> None:
    assert value(f"pcall( function() local x = {expression} end )").endswith(f"{message}'")


DATES = st.tuples(st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28), st.integers(0, 23), st.integers(0, 59))


@pytest.mark.slow
@settings(max_examples=10)  # of lists: each page has a Lua of its own
@given(st.lists(DATES, min_size=1, max_size=50))
def test_time_of_any_date(dates: list[tuple[int, int, int, int, int]]) -> None:
    names = ("year", "month", "day", "hour", "min")
    times = (", ".join(f"{name} = {value}" for name, value in zip(names, date, strict=True)) for date in dates)
    lua = ", ".join(f"string.format( '%d', os.time{{ {time} }} )" for time in times)
    assert value(lua).split() == [f"'{calendar.timegm((*date, 0))}'" for date in dates]


def test_pages_do_not_depend_on_pages_before() -> None:
    code = "return { f = function() return os.clock() .. ' ' .. math.random() end, e = function() error( 'x' ) end }"
    expander = wiki({"Module:T": code})
    first = expanded(expander, "{{#invoke:T|f}} {{#invoke:T|f}}")
    expanded(expander, "{{#invoke:T|e}}{{#invoke:T|f}}{{#invoke:T|f}}")
    assert expanded(expander, "{{#invoke:T|f}} {{#invoke:T|f}}") == first
