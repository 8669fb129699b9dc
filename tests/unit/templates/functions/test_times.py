"""`#time`, `#timel`. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.templates.wiki import NOW, SITE, Pages, expand, expander
from wikimill.templates.expander import Expander


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#time:j F Y|2010-05-06}}", "6 May 2010"),
        ("{{#time:F j, Y|6 May 2010}}", "May 6, 2010"),
        ("{{#time:Y-m-d|May 6, 2010 +1 day}}", "2010-05-07"),
        ("{{#time:l|2010-05-06}}", "Thursday"),
        ("{{#time:d.m.Y H:i|2010-05-06 07:08}}", "06.05.2010 07:08"),
        ("{{#time:Y|1999}}", "1999"),
        ("{{#time:Y|0099}}", "0099"),
        ("{{#time:j M y|20100506070809}}", "6 May 10"),
        ("{{#time:U|@86400}}", "86400"),
        ("{{#time:Y-m-d|first monday of january 2012}}", "2012-01-02"),
        ("{{#time:Y-m-d|last day of february 2012}}", "2012-02-29"),
        ("{{#time:c|2010-05-06 07:08:09 +0200}}", "2010-05-06T05:08:09+00:00"),
        ("{{#time:Y|-0044-03-15}}", '<strong class="error">Error: #time only supports years from 0.</strong>'),
        ("{{#time:Y|10000-01-01}}", "2000"),
        ("{{#time:Y|no date}}", '<strong class="error">Error: Invalid time.</strong>'),
        ("{{#time:Y|2010-99-99}}", '<strong class="error">Error: Invalid time.</strong>'),
        ("{{#time:xrY|2026-01-01}}", "MMXXVI"),
        ('{{#time:"on" l|2010-05-06}}', "on Thursday"),
        ("{{#time:\\Y Y|2010-05-06}}", "Y 2010"),
        ('{{#time:Y"|2010-05-06}}', '2010"'),
    ],
)
def test_dates(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#time:j xg Y|2010-03-06|ru}}", "6 марта 2010"),
        ("{{#time:j F Y|2010-03-06|ru}}", "6 март 2010"),
        ("{{#time:l, j F|2010-03-06|de}}", "Samstag, 6 März"),
        ("{{#time:D, j M|2010-03-06|fr}}", "sam., 6 mars"),
        ("{{#time:Y年n月j日|2010-03-06|ja}}", "2010年3月6日"),
        ("{{#time:j F Y|2010-03-06|fa}}", "۶ مارس ۲۰۱۰"),
        ("{{#time:xnj F Y|2010-03-06|fa}}", "6 مارس ۲۰۱۰"),
        ("{{#time:j F Y|2010-03-06|xx}}", "6 March 2010"),
        ("{{#time:j F Y|2010-03-06|DE}}", "6 March 2010"),
        ("{{#time:j F Y|2010-03-06|pt-br}}", "6 março 2010"),
        ("{{#time:F|2010-03-06|a/b}}", "March"),
    ],
)
def test_languages(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#time:Y-m-d H:i:s}}", "2026-02-03 04:05:06"),
        ("{{#time:Y-m-d H:i:s|}}", "2026-02-03 04:05:06"),
        ("{{#timel:H:i}}", "04:05"),
        ("{{#time:}}", ""),
        ("{{#timel:r||de}}", "Tue, 03 Feb 2026 04:05:06 +0000"),
        ("{{#time:YmdHis||en|1}}", "20260203040506"),
    ],
)
def test_now(text: str, expected: str) -> None:
    assert expand(text) == expected


def test_a_wiki_has_a_time_zone() -> None:
    site = replace(SITE, general={**SITE.general, "timezone": "Europe/Berlin"})
    wiki = Expander(site, Pages({}), NOW)
    assert (
        wiki.expand_page("A", "{{#timel:H:i e}} {{#time:H:i e}} {{LOCALTIME}}").text
        == "05:05 Europe/Berlin 04:05 UTC 05:05"
    )
    assert wiki.expand_page("A", "{{#time:H|2010-07-01||1}} {{#time:H|2010-07-01||0}}").text == "02 00"


def test_a_page_may_write_6000_characters_of_formats() -> None:
    first, second = "Y" * 3000, "m" * 3001
    calls = f"{{{{#time:{first}}}}}" * 3  # the same call counts once
    error = '<strong class="error">Error: Too many #time calls.</strong>'
    wiki = expander()
    assert error not in wiki.expand_page("A", calls).text
    assert wiki.expand_page("A", f"{calls}{{{{#time:{second}}}}}").text.endswith(error)
    assert error not in wiki.expand_page("B", f"{{{{#time:{second}}}}}").text
