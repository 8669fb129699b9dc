"""`<pages>`: the text of scanned pages of Wikisource."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.templates.wiki import NOW, Pages
from wikimill.site.core import core_site
from wikimill.templates.expander import Expander
from wikimill.templates.expansion import Expansion
from wikimill.templates.labels import LABEL

SITE = core_site("en", {104: ["Page"], 106: ["Index"]}, host="en.wikisource.org")
HEADER = '<noinclude><pagequality level="4" user="X" />{{running header|THE SEA}}</noinclude>'
BOOK = {
    "Index:Sea.djvu": "{{index}}",
    "Page:Sea.djvu/3": f"{HEADER}End of one.\n<section begin=two/>Chapter the sec-<section end=two/>",
    "Page:Sea.djvu/4": f"{HEADER}ond {{{{larger|goes}}}} on, and on, un-<noinclude><references/></noinclude>",
    "Page:Sea.djvu/5": f"{HEADER}til it ends.<section begin=three/>Chapter three.<section end=three/>",
    "Template:Larger": '<span style="font-size:120%">{{{1}}}</span>',
    "Index:Tides": "Pages: [[Page:Tides a.jpg|1]] [[Page:Tides b.jpg|2]] [[Page:Tides c.jpg|3]] [[Other]]",
    "Page:Tides a.jpg": "A.",
    "Page:Tides b.jpg": "B.",
    "Page:Tides c.jpg": "C.",
}


def expansion(text: str, title: str = "The Sea/2", **changes: Any) -> Expansion:
    return Expander(replace(SITE, **changes), Pages(BOOK), NOW).expand_page(title, text)


def words(text: str, title: str = "The Sea/2") -> str:
    return LABEL.sub("", expansion(text, title).text).replace("&#32;", " ")


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("index=Sea.djvu from=4 to=4", "ond goes on, and on, un- "),
        ('index="Sea.djvu" from="4" to="5" header=1', "ond goes on, and on, until it ends.Chapter three. "),
        ("index=Sea.djvu include=5,3", "End of one.\nChapter the sectil it ends.Chapter three. "),
        ("index='Sea.djvu' from=3 to=5 exclude=4-5 fromsection=two", "Chapter the sec- "),
        ("index=Sea.djvu from=5 to=5 onlysection=three", "Chapter three. "),
        ("index=Sea.djvu from=4 to=5 tosection=none", "ond goes on, and on, until it ends.Chapter three. "),
        ("index=Sea.djvu from=4", "ond goes on, and on, until it ends.Chapter three. "),
        ("index=Sea.djvu from=3 to=5 step=2", "End of one.\nChapter the sectil it ends.Chapter three. "),
        ('index="Tides" from="Tides a.jpg" to="Tides b.jpg"', "A. B. "),
    ],
)
def test_pages_are_joined_in_their_order(attributes: str, expected: str) -> None:
    text = words(f"<pages {attributes} />").replace('<span style="font-size:120%">', "").replace("</span>", "")
    assert text == f"<div>\n{expected}\n</div>"


@pytest.mark.parametrize("attribute", ["from", "to", "include", "exclude", "step"])
def test_numbers_that_no_scan_has(attribute: str) -> None:
    assert words(f"<pages index=Sea.djvu {attribute}={'9' * 5000} />").startswith("<div>\n")
    assert words(f"<pages index=Sea.djvu {attribute}=\u0663 />").startswith("<div>\n")


def test_the_tag_may_be_made_by_a_function() -> None:
    assert "Chapter three." in words("{{#tag:pages||index=Sea.djvu|from=5|to=5|onlysection=three}}")


def test_pages_that_are_missing_are_counted_under_their_index() -> None:
    found = expansion("<pages index=Sea.djvu from=5 to=7 />")
    assert [(kind, name) for kind, name, _ in found.losses] == [("missing", "Page:Sea.djvu")] * 2
    assert "til it ends." in found.text


@pytest.mark.parametrize("attributes", ["index=Sea.djvu", "index=Sea.djvu from=x to=y", "index=None.djvu header=toc"])
def test_a_tag_that_shows_no_page_is_counted(attributes: str) -> None:
    index = attributes.partition("=")[2].partition(" ")[0]
    found = expansion(f"a <pages {attributes} /> b")
    assert [(kind, name) for kind, name, _ in found.losses] == [("missing", f"Page:{index}")]


def test_a_scanned_page_shows_no_others() -> None:
    text = "a<pages index=Sea.djvu from=3 to=5 />b"
    assert words(text, "Page:Sea.djvu/3") == "ab"


@pytest.mark.parametrize("index", ["}}{{x", "a|b", "<b>", "../x", "", "x" * 300])
def test_what_is_no_title_shows_nothing(index: str) -> None:
    assert "{{" not in words(f'<pages index="{index}" from=1 to=2 />').replace("}}{{", "")


@pytest.mark.slow
def test_a_hundred_thousand_pages_are_not_read() -> None:
    found = expansion("<pages index=Sea.djvu from=3 to=100000000 include=1-100000000 />")
    assert len(found.losses) < 1001


def test_on_a_wiki_without_scanned_pages_the_reader_lists_the_tag() -> None:
    spaces = {number: space for number, space in SITE.namespaces.items() if number < 100}
    assert expansion("<pages index=Sea.djvu from=3/>", namespaces=spaces).text == "<pages index=Sea.djvu from=3/>"
