"""Differences as people are shown them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wikimill.compare import difference
from wikimill.compare.difference import Cause, Difference, PageChange, State, TemplateChange, Value
from wikimill.compare.html import to_html
from wikimill.compare.text import to_text
from wikimill.compare.view import PHRASES, describe_cause

HOSTILE = "\x1b[31m\u202e<script>alert(1)</script>\n"


def sample(number: int = 12) -> Difference:
    """Many pages that changed, and everything else."""
    found = Difference("corpus", "corpus/old", "corpus/main", ("words", "tokens"))
    for index in range(number):
        old, new = (State(size, str(size), {"words": size, "tokens": 2 * size}) for size in (index, index + 1000))
        cause = Cause("template", f"Template:{index:02d}", 0, 7)
        found.pages.append(PageChange("changed", f"Page {index:02d}", "w", old, new, causes=[cause] * 5))
    found.totals["before"].update(pages=12, words=66, tokens=132)
    found.totals["after"].update(pages=12, words=12066, tokens=24132)
    found.templates = [TemplateChange("Template:00", None, 0, None)]
    found.settings = [Value("convert.drop", [], ["Note"])]
    found.versions = [Value("environment", "0" * 64, None)]
    found.notes = ["something is not known"]
    return found


def test_it_is_a_page_of_aligned_text() -> None:
    assert to_text(replace_pages(sample(), 2)).splitlines() == [
        "corpus/old → corpus/main",
        "",
        "           pages   words  tokens",
        "  before      12      66     132",
        "  changed      2  +2,000  +4,000",
        "  after       12  12,066  24,132",
        "",
        "Why",
        "  change   pages   words  because of",
        "  changed      5  +5,000  Template:00, – → 7",
        "  changed      5  +5,000  Template:01, – → 7",
        "",
        "Templates and modules",
        "  title        before  after  used by pages",
        "  Template:00       –      –              –",
        "",
        "Settings",
        "                before  after",
        '  convert.drop  []      ["Note"]',
        "",
        "Versions",
        "               before         after",
        "  environment  000000000000…  –",
        "",
        "Pages",
        "     title     words  because of",
        "  ~  Page 00  +1,000  Template:00, – → 7; Template:00, – → 7; Template:00, – → 7; 2 more",
        "  ~  Page 01  +1,000  Template:01, – → 7; Template:01, – → 7; Template:01, – → 7; 2 more",
        "",
        "Note: something is not known.",
    ]


def replace_pages(found: Difference, number: int) -> Difference:
    return replace(found, pages=found.pages[:number])


def test_long_lists_are_cut_and_all_pages_are_shown_on_demand() -> None:
    found = sample(300)
    lines = to_text(found).splitlines()
    assert lines.count("  … and 290 more") == 2
    assert len(lines) < 50
    assert sum(line.startswith("  ~  Page") for line in to_text(found, None).splitlines()) == 300
    assert to_html(found).count("<td>~</td>") == 300


def test_equal_sides_are_one_line() -> None:
    found = Difference("lock", "a", "b", ("bytes",))
    found.totals["after"].update(pages=1200)
    assert to_text(found) == "a → b\n  They are the same: 1,200 pages."
    assert "They are the same." in to_html(found)


def test_what_others_wrote_acts_nowhere() -> None:
    found = Difference("lock", HOSTILE, HOSTILE, ("bytes",))
    found.pages = [PageChange("moved", HOSTILE, HOSTILE, None, None, HOSTILE * 99, [Cause("template", HOSTILE)])]
    found.site = [Value(HOSTILE, HOSTILE, {HOSTILE: HOSTILE})]
    found.templates = [TemplateChange(HOSTILE, 1, 2, 3)]
    found.notes = [HOSTILE]
    text, html = to_text(found), to_html(found)
    assert not {"\x1b", "\u202e"} & set(text + html)
    assert r"\x1b[31m\u202e<script>alert(1)</script>\n" in text
    assert "<script>" not in html
    assert max(map(len, text.splitlines())) < 400


def test_every_kind_of_cause_has_words() -> None:
    kinds = {
        getattr(difference, name)
        for name in (
            *("REVISION", "TEMPLATE", "MESSAGE", "STATISTIC", "TIME", "PARSER", "SITE", "SETTING", "VERSION"),
            *("RECIPE", "UNKNOWN", "LEFT_OUT", "LISTED"),
        )
    }
    assert kinds == PHRASES.keys()


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (Cause("revision"), "their own revisions"),
        (Cause("revision", "", 3, 4), "its own revision, 3 → 4"),
        (Cause("template", "Template:A", 0, 4), "Template:A, – → 4"),
        (Cause("statistic", "articles", 3, 4), "the wiki's number of articles, 3 → 4"),
        (Cause("setting", "convert.drop", [], None), "convert.drop, [] → –"),
        (Cause("setting", "convert.verify", False, True), "convert.verify, false → true"),
        (Cause("left out", "too short"), "left out on the other side: too short"),
    ],
)
def test_causes_in_words(cause: Cause, words: str) -> None:
    assert describe_cause(cause) == words
