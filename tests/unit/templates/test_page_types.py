"""What kind of page a page is, as its templates tell."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.unit.templates.wiki import NOW, Pages
from wikimill.site.core import core_site
from wikimill.site.model import Site
from wikimill.templates.expander import Expander, WithoutTemplates
from wikimill.templates.page_types import types_of

ENGLISH, GERMAN = core_site("en"), core_site("de", host="de.wikipedia.org")


def types(
    text: str,
    pages: Mapping[str, str] | None = None,
    title: str = "Moor",
    site: Site = ENGLISH,
    kind: type = Expander,
) -> list[str]:
    source = Pages(pages or {})
    return types_of(site, source, title, text, kind(site, source, NOW).expand_page(title, text))


@pytest.mark.parametrize(
    ("text", "site", "expected"),
    [
        ("{{Disambig}} {{Begriffsklärung}}", GERMAN, ["disambiguation"]),
        ("{{Begriffsklärung}}", ENGLISH, []),
        ("{{human_name disambiguation|x}}", ENGLISH, ["disambiguation"]),
        ("{{Bird-stub}}", ENGLISH, ["stub"]),
        ("{{Ébauche|oiseau}} {{ébauche oiseau}}", core_site("fr"), ["stub"]),
        ("{{Stubborn}} {{#if:x|y}} {{PAGENAME}}", ENGLISH, []),
        ("{{Soft redirect|x}}", ENGLISH, ["redirect"]),
    ],
)
def test_names_of_templates_that_are_not_at_hand(text: str, site: Site, expected: list[str]) -> None:
    assert types(text, site=site) == expected
    assert types(text, site=site, kind=WithoutTemplates) == expected


def test_templates_that_are_at_hand_are_not_judged_by_their_names() -> None:
    assert types("{{Disambig}}", {"Template:Disambig": "Not what it is called."}) == []
    assert types("{{Wrapper}}", {"Template:Wrapper": "{{disambig}}"}) == ["disambiguation"]


def test_the_wiki_may_name_its_templates() -> None:
    pages = {"MediaWiki:Disambiguationspage": "* [[Template:Ways]]\n* [[:Template:Fork]]", "Template:Ways": "ways"}
    assert types("{{ways}}", pages) == ["disambiguation"]
    assert types("{{fork}}", pages) == ["disambiguation"]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("{{Moved|Moors}}", "Category:Moor", ["redirect"]),
        ("{{Moved|Moors}}", "Moor", []),
        ("{{Moved|Moor}}", "Category:Moor", []),
        ("{{Moved|Moors}}\n[[Category:Land]]", "Category:Moor", []),
        ("{{Moved|Moors}} {{Moved|Bogs}}", "Category:Moor", []),
        ("Words. {{Moved|Moors}}", "Category:Moor", []),
        ("{{In|Land}}", "Category:Moor", []),
    ],
)
def test_categories_that_lead_to_another(text: str, title: str, expected: list[str]) -> None:
    pages = {
        "Template:Moved": "See [[Help:Moves]]: use [[:Category:{{{1}}}]].[[Category:Moved]]",
        "Template:In": "[[Category:{{{1}}}]] See [[Help:Moves]].",
    }
    assert types(text, pages, title) == expected
