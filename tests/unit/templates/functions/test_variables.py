"""Variables. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import NOW, Pages, expand, expander
from wikimill.site.core import core_facts, core_site
from wikimill.templates.expander import GAP, Expander


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


def test_what_the_wiki_says_of_itself() -> None:
    text = "{{SITENAME}} {{SERVER}} {{SERVERNAME}} {{ARTICLEPATH}} {{CURRENTVERSION}}"
    assert expand(text) == f"Skerrow https://wiki.example wiki.example /wiki/$1 {core_facts()['mediawiki']}"


def test_times_of_day_are_the_languages() -> None:
    assert Expander(core_site("fi"), Pages({}), NOW).expand_page("A", "{{CURRENTTIME}}").text == "04.05"
    assert Expander(core_site("fa"), Pages({}), NOW).expand_page("A", "{{CURRENTYEAR}}").text == "۲۰۲۶"


def test_counts_of_the_wiki_are_not_known() -> None:
    found = expander().expand_page("A", "{{NUMBEROFPAGES}} {{NUMBEROFPAGES:R}} {{NUMBERINGROUP:sysop}}")
    assert found.text == f"{GAP} {GAP} {GAP}"
    assert {loss[:2] for loss in found.losses} == {("unsupported", "NUMBEROFPAGES"), ("unsupported", "NUMBERINGROUP")}
