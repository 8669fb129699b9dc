"""Extension Variables, as its documentation says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.templates.wiki import NOW, SITE, Pages
from wikimill.templates.expander import Expander

NAMES = {"var", "vardefine", "vardefineecho", "varexists"}
WIKI = Expander(
    replace(SITE, functions=SITE.functions | NAMES), Pages({"Template:Set": "{{#vardefine:x|{{{1}}}}}"}), NOW
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#vardefine:x| a }}[{{#var:x}}]", "[a]"),
        ("{{#vardefineecho:x|a}}{{#var:x|b}}", "aa"),
        ("{{#var:x|b}}{{#var:x}}", "b"),
        ("{{#vardefine:x|}}{{#var:x|b}}{{#varexists:x}}", "b1"),
        ("{{#varexists:x|y|n}}{{#vardefine:x|1}}{{#varexists:x|y|n}}", "ny"),
        ("{{Set|7}}{{#vardefine:x|{{#expr:{{#var:x}}+1}}}}{{#var:x}}", "8"),
    ],
)
def test_variables(text: str, expected: str) -> None:
    assert WIKI.expand_page("A", text).text == expected


def test_a_page_knows_none_of_the_page_before() -> None:
    WIKI.expand_page("A", "{{#vardefine:x|a}}")
    assert WIKI.expand_page("B", "{{#var:x|none}}").text == "none"
