"""`int` and functions that show nothing. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.templates.wiki import NOW, SITE, Pages, expand
from wikimill.site.core import core_site
from wikimill.templates.expander import Expander


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{int:january}}", "January"),
        ("{{int:January}}", "January"),
        ("{{int:no such message}}", "⧼no such message⧽"),
        ("{{int:Pfunc_string_too_long|7}}", "Error: String exceeds 7 character limit."),
        ("{{DISPLAYTITLE:x}}", ""),
        ("{{DEFAULTSORT:x}}", ""),
        ("{{grammar:genitive|x<nowiki/>y}}", "xy"),
        ("{{int:edit|x}}", "Edit"),
    ],
)
def test_interface(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("Nope|f", "Script error: No such module &quot;Nope&quot;."),
        ("Nope", "Script error: You must specify a function to call."),
    ],
)
def test_a_wiki_without_modules_shows_scribuntos_error(call: str, message: str) -> None:
    span = f'<span class="scribunto-error" id="mw-scribunto-error-0">{message}</span>'
    assert expand(f"{{{{#invoke:{call}}}}}") == f'<strong class="error">{span}</strong>'


def test_messages_of_the_wiki_are_expanded() -> None:
    site = replace(SITE, messages={"greeting": "Hello $1, {{lc:$2}} {{{1}}} $1"})
    wiki = Expander(site, Pages({}), NOW)
    assert wiki.expand_page("A", "{{int:Greeting|you|THERE}}").text == "Hello you, there {{{1}}} you"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "{{grammar:genitive|Вики<nowiki/>педия}}", "Википедии"),
        ("fi", "{{GRAMMAR: elative | {{SITENAME}} }}", "Skerrowista"),
        ("ru", "{{grammar:genitive}}{{grammar:}}", ""),
    ],
)
def test_cases_of_the_wikis_language(language: str, text: str, expected: str) -> None:
    wiki = Expander(core_site(language, sitename="Skerrow"), Pages({}), NOW)
    assert wiki.expand_page("A", text).text == expected


def test_functions_of_extensions_that_show_nothing() -> None:
    wiki = Expander(core_site("en", host="en.wikipedia.org"), Pages({}), NOW)
    text = "a{{SHORTDESC:x}}{{#coordinates:1|2}}{{NOEXTERNALLANGLINKS}}{{NOEXTERNALLANGLINKS:de}}b"
    assert wiki.expand_page("A", text).text == "ab"
