"""Variables. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.templates.wiki import NOW, SITE, Pages, expand, expander
from wikimill.site.core import core_facts, core_site
from wikimill.templates.expander import GAP, Expander
from wikimill.templates.expansion import PageRevision


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{CURRENTYEAR}}", "2026"),
        ("{{CURRENTMONTH}}", "02"),
        ("{{CURRENTMONTH1}}", "2"),
        ("{{CURRENTMONTHNAME}}", "February"),
        ("{{CURRENTMONTHNAMEGEN}}", "February"),
        ("{{CURRENTMONTHABBREV}}", "Feb"),
        ("{{CURRENTDAY}}", "3"),
        ("{{CURRENTDAY2}}", "03"),
        ("{{CURRENTDAYNAME}}", "Tuesday"),
        ("{{CURRENTDOW}}", "2"),
        ("{{CURRENTWEEK}}", "6"),
        ("{{CURRENTTIME}}", "04:05"),
        ("{{CURRENTHOUR}}", "04"),
        ("{{CURRENTTIMESTAMP}}", "20260203040506"),
        ("{{LOCALYEAR}}", "2026"),
        ("{{LOCALTIME}}", "04:05"),
        ("{{LOCALWEEK}}", "6"),
        ("{{LOCALTIMESTAMP}}", "20260203040506"),
        ("{{REVISIONYEAR}}", "2026"),
        ("{{REVISIONMONTH}}", "02"),
        ("{{REVISIONMONTH1}}", "2"),
        ("{{REVISIONDAY}}", "3"),
        ("{{REVISIONDAY2}}", "03"),
        ("{{REVISIONTIMESTAMP}}", "20260203040506"),
    ],
)
def test_clocks(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{!}}", "|"),
        ("{{=}}", "="),
        ("{{CONTENTLANGUAGE}}", "en"),
        ("{{PAGELANGUAGE}}", "en"),
        ("{{DIRECTIONMARK}}", "\u200e"),
        ("{{SCRIPTPATH}}", "/w"),
        ("{{STYLEPATH}}", "/w/skins"),
        ("{{PAGEID}}", ""),
        ("{{REVISIONID}}", ""),
        ("{{REVISIONUSER}}", ""),
        ("{{CASCADINGSOURCES}}", ""),
        ("a{{!}}b{{=}}c", "a|b=c"),
    ],
)
def test_others(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{REVISIONID}}", "71"),
        ("{{REVISIONTIMESTAMP}}", "20250412232500"),
        ("{{REVISIONDAY}}.{{REVISIONDAY2}} {{REVISIONMONTH}} {{REVISIONMONTH1}} {{REVISIONYEAR}}", "12.12 04 4 2025"),
        ("{{#if:{{REVISIONID}}|saved|preview}} {{CURRENTYEAR}}", "saved 2026"),
    ],
)
def test_the_revision_of_the_page(text: str, expected: str) -> None:
    known = expander()
    known.revision = PageRevision(71, "2025-04-12T23:25:00Z")
    assert known.expand_page("A", text).text == expected
    assert known.clock_asked == ("CURRENT" in text)


@pytest.mark.parametrize("timestamp", ["", "now", "2025-04-12", "2025-13-12T23:25:00Z"])
def test_a_revision_without_a_time_is_made_now(timestamp: str) -> None:
    known = expander()
    known.revision = PageRevision(71, timestamp)
    assert known.expand_page("A", "{{REVISIONID}} {{REVISIONYEAR}}").text == "71 2026"


def test_busy_wikis_show_of_a_revision_that_there_is_one() -> None:
    known = Expander(replace(SITE, general={**SITE.general, "misermode": True}), Pages({}), NOW)
    assert known.expand_page("A", "{{REVISIONID}}").text == ""
    known.revision = PageRevision(71, "2025-04-12T23:25:00Z")
    assert known.expand_page("A", "{{REVISIONID}}").text == "-"
    assert known.expand_page("Talk:A", "{{REVISIONID}}").text == "71"


def test_a_revision_is_of_its_day_in_the_time_zone_of_the_wiki() -> None:
    general = {**SITE.general, "timezone": "Europe/Berlin", "timeoffset": 60}
    known = Expander(replace(SITE, general=general), Pages({}), NOW)
    known.revision = PageRevision(71, "2025-04-12T23:25:00Z")
    assert known.expand_page("A", "{{REVISIONTIMESTAMP}}").text == "20250413012500"


def test_what_the_wiki_says_of_itself() -> None:
    text = "{{SITENAME}} {{SERVER}} {{SERVERNAME}} {{ARTICLEPATH}} {{CURRENTVERSION}}"
    assert expand(text) == f"Skerrow https://wiki.example wiki.example /wiki/$1 {core_facts()['mediawiki']}"


def test_times_of_day_are_the_languages() -> None:
    assert Expander(core_site("fi"), Pages({}), NOW).expand_page("A", "{{CURRENTTIME}}").text == "04.05"
    assert Expander(core_site("fa"), Pages({}), NOW).expand_page("A", "{{CURRENTYEAR}}").text == "۲۰۲۶"
    assert Expander(core_site("fa"), Pages({}), NOW).expand_page("A", "{{CURRENTTIME}}").text == "\u200f۰۴:۰۵"
    assert Expander(core_site("gl"), Pages({}), NOW).expand_page("A", "{{CURRENTTIME}}").text == "04:05"


COUNTED = replace(SITE, statistics={"pages": 61204, "articles": 1234, "images": 5, "admins": 0})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{NUMBEROFPAGES}} {{NUMBEROFARTICLES}}", "61,204 1,234"),
        ("{{NUMBEROFPAGES:R}} {{NUMBEROFPAGES: r }} {{NUMBEROFPAGES:x}}", "61204 61,204 61,204"),
        ("{{NUMBEROFFILES}} {{NUMBEROFADMINS}}", "5 0"),
        ("{{#ifexpr:{{NUMBEROFARTICLES:R}} > 1000|many|few}}", "many"),
    ],
)
def test_counts_of_the_wiki(text: str, expected: str) -> None:
    assert Expander(COUNTED, Pages({}), NOW).expand_page("A", text).text == expected


def test_counts_are_written_as_the_language_writes_numbers() -> None:
    site = replace(core_site("de"), statistics={"users": 61204})
    shown = Expander(site, Pages({}), NOW).expand_page("A", "{{NUMBEROFUSERS}} {{BENUTZERANZAHL:R}}").text
    assert shown == "61.204 61204"


def test_counts_that_nobody_knows_are_listed() -> None:
    found = expander().expand_page("A", "{{NUMBEROFPAGES}} {{NUMBEROFPAGES:R}} {{NUMBERINGROUP:sysop}}")
    assert found.text == f"{GAP} {GAP} {GAP}"
    assert {loss[:2] for loss in found.losses} == {("unsupported", "NUMBEROFPAGES"), ("unsupported", "NUMBERINGROUP")}
