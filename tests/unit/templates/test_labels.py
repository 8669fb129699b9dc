"""Which template made an element: what is labelled, and that nothing sees it before the reader."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import expander
from wikimill.templates.labels import LABEL, label, label_parts

PAGES = {
    "Template:Box": '<div class="a">{{{1|}}}</div>',
    "Template:Table": "{|\n| {{Box}}\n|}",
    "Template:Plain": "a '''b'''",
    "Template:Odd": "<foo><nowiki><b></nowiki><ref><b></ref><span",
    "Template:Inner": "<b>{{Kept}}</b>",
    "Template:Kept": "<i>k</i>",
}


def shown(text: str) -> str:
    """With visible labels."""
    return LABEL.sub(lambda match: "@" + match[0].strip("\2"), text)


@pytest.mark.parametrize(
    ("text", "expected", "names"),
    [
        ("<b>own</b> {{Plain}}", "<b>own</b> a '''b'''", ["Plain"]),
        ("{{Box|<br/>}} {{Box}}", '<div@1 class="a"><br@1/></div> <div@2 class="a"></div>', ["Box", "Box"]),
        ("{{Table}}", '\n{|@1\n| <div@1 class="a"></div>\n|}', ["Table"]),
        ("{{Box|{{Box|{{Plain}}}}}}", "<div@1 class=\"a\"><div@1 class=\"a\">a '''b'''</div></div>", ["Box"]),
        ("{{#if:1| {{Box}}{{Plain}} }}.", "<div@1 class=\"a\"></div>a '''b'''.", ["Box", "Plain"]),
        ("{{#if:1|{{Box|{{Box}}}}}}", '<div@2 class="a"><div@2 class="a"></div></div>', ["Box", "Box"]),
        ("{{#len:{{Box}}}} {{lc:{{Box|a}}}}", '21 <div@2 class="a">a</div>', ["Box", "Box"]),
        ("{{Odd}}>", "<foo><nowiki><b></nowiki><ref><b></ref><span>", ["Odd"]),
        ("<ref>{{Box}}</ref>", '<ref><div@1 class="a"></div></ref>', ["Box"]),
    ],
)
def test_what_a_template_of_the_page_makes_has_its_label(text: str, expected: str, names: list[str]) -> None:
    found = expander(PAGES).expand_page("A", text)
    assert shown(found.text) == expected
    assert found.labels == [(name, False) for name in names]


def test_what_is_kept_has_a_label_of_its_own_wherever_its_template_stands() -> None:
    found = expander(PAGES, keeps=lambda name: name == "Kept").expand_page("A", "{{Inner}}{{Kept}}")
    assert shown(found.text) == "<b@2><i@1>k</i></b><i@3>k</i>"
    assert found.labels == [("Kept", True), ("Inner", False), ("Kept", True), ("Kept", True)]


def test_labelling_is_linear_and_done_once() -> None:
    text = label("<b>" * 50_000, 7)
    assert label(text, 8) == text
    assert label_parts("x" * 100_000, [("<b>" * 50, 1)] * 10_000) == "x" * 100_000
