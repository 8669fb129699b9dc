"""Templates and modules that a text names literally."""

from __future__ import annotations

import pytest

from wikimill.manifest.scan import named_titles
from wikimill.site.core import core_site

ENGLISH = core_site("en", host="wiki.example")
GERMAN = core_site("de", {10: ["Vorlage"], 828: ["Modul"]}, host="wiki.example")


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("{{a b_c|x={{d}}}} {{ e\n|f}}", ["Template:A b c", "Template:D", "Template:E"]),
        ("{{template:x}} {{:Page}} {{User:U/x}} {{T:a}}", ["Template:X", "Page", "User:U/x", "Template:T:a"]),
        ("{{subst:a}} {{safesubst:b}} {{ msgnw: c }} {{raw:d}}", [f"Template:{name}" for name in "ABCD"]),
        (
            "{{#invoke:Foo bar|main|{{x}}}} {{#if:{{y}}|{{z}}}}",
            ["Module:Foo bar", "Template:X", "Template:Y", "Template:Z"],
        ),
        ("{{PAGENAME}} {{lc:A}} {{ns:10}} {{!}} {{/sub}} {{../up}}", []),
        ("{{{a}}} {{{{{b}}}}} {{x{{{y}}}}}", []),
        ("<!-- {{a}} --> <nowiki>{{b}}</nowiki> <noinclude>{{c}}</noinclude> {{d}} <!-- {{e}}", ["Template:D"]),
        ("#REDIRECT [[Template:Other]]", ["Template:Other"]),
        ("{{Special:Version}} {{[[x]]}} {{}} {{a<b}} {{wikipedia:x#y}}", ["Template:Wikipedia:x"]),
    ],
)
def test_names_in_wikitext(text: str, titles: list[str]) -> None:
    assert list(named_titles(ENGLISH, "Template:T", text)) == titles


def test_names_in_modules() -> None:
    text = """local a = require('Module:A b') local b = mw.loadData( "Module:B/data" )
    mw.loadJsonData"Module:C.json" require [[Module:D]] require("strict") -- {{x}}
    local c = require('Module:' .. name) mw.loadData('Module:Y'..name)"""
    assert list(named_titles(ENGLISH, "Module:X", text)) == [
        "Module:A b",
        "Module:B/data",
        "Module:C.json",
        "Module:Strict",
    ]


def test_names_in_the_language_of_the_wiki() -> None:
    assert list(named_titles(GERMAN, "Seite", "{{vorlage:a}} {{Template:b}} {{#invoke:c|d}} {{SEITENNAME}}")) == [
        "Vorlage:A",
        "Vorlage:B",
        "Modul:C",
    ]
    assert list(named_titles(GERMAN, "Modul:X", "require('Module:Y')")) == ["Modul:Y"]


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["{{", "<!--", "<noinclude>", "<nowiki>{{a}}", "{{a|", "require('", "#REDIRECT [["])
def test_hostile_texts_are_scanned_too(piece: str) -> None:
    for title in ("Page", "Module:X"):
        assert len(list(named_titles(ENGLISH, title, piece * (400_000 // len(piece))))) <= 400_000
