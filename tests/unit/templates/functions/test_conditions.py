"""`#if`, `#ifeq`, `#switch`, `#iferror`, `#ifexist`. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import NOW, SITE, Pages, expand
from wikimill.templates.expander import Expander
from wikimill.templates.functions.conditions import shows_error


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#if:|a|b}}", "b"),
        ("{{#if: |a|b}}", "b"),
        ("{{#if:x| a |b}}", "a"),
        ("{{#if:x}}", ""),
        ("{{#if:|a}}", ""),
        ("{{#if:<!-- c -->|a|b}}", "b"),
        ("{{#if:{{#if:}}|a|b}}", "b"),
        ("{{#if:\n|a|b}}", "b"),
        ("{{#if:\u00a0|a|b}}", "a"),
        ("{{#if:<nowiki/>|a|b}}", "a"),
        ("{{#if:0|a|b}}", "a"),
        ("{{#if:x|{{#if:|1|2=3}}}}", "2=3"),
        ("{{#if:x|a=b}}", "a=b"),
        ("{{#if:x|\n* i\n}}", "\n* i"),
        ("a{{#if:x|* i}}", "a\n* i"),
        ("{{#if:x\n|y|z|w}}", "y"),
    ],
)
def test_if(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#ifeq:a|a|y|n}}", "y"),
        ("{{#ifeq:a|A|y|n}}", "n"),
        ("{{#ifeq:1|01.0|y|n}}", "y"),
        ("{{#ifeq:1e2|100|y|n}}", "y"),
        ("{{#ifeq:.5|0.50|y|n}}", "y"),
        ("{{#ifeq:+1|1|y|n}}", "y"),
        ("{{#ifeq:1,0|10|y|n}}", "n"),
        ("{{#ifeq:0x1|1|y|n}}", "n"),
        ("{{#ifeq:&amp;|&|y|n}}", "y"),
        ("{{#ifeq:&#39;|'|y|n}}", "y"),
        ("{{#ifeq:|}}", ""),
        ("{{#ifeq:a|b|y}}", ""),
        ("{{#ifeq: a | a |y}}", "y"),
        ("{{#ifeq:99999999999999999998|99999999999999999999|y|n}}", "n"),
        ("{{#ifeq:1e1000|2e1000|y|n}}", "n"),
        ("{{#ifeq:01|1 |y|n}}", "y"),
        ("{{#ifeq:-0|0|y|n}}", "y"),
    ],
)
def test_ifeq(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#switch:a|a=1|b=2}}", "1"),
        ("{{#switch:b|a|b|c=x|d=y}}", "x"),
        ("{{#switch:c|a|b|c=x|d=y}}", "x"),
        ("{{#switch:q|a=1|#default=2|b=3}}", "2"),
        ("{{#switch:q|a=1|2}}", "2"),
        ("{{#switch:q|a=1|#default=2|3}}", "3"),
        ("{{#switch:a|#default=2|a=1}}", "1"),
        ("{{#switch:q|#default|b=2}}", "2"),
        ("{{#switch:q|#default}}", "\n#default"),
        ("{{#switch:02|2=y|z}}", "y"),
        ("{{#switch:|=e|x}}", "e"),
        ("{{#switch:}}", ""),
        ("{{#switch:a}}", ""),
        ("{{#switch:a|a}}", "a"),
        ("{{#switch:&amp;|&=y|z}}", "y"),
        ("{{#switch:b|a=1|b|}}", ""),
        ("{{#switch: a | a = 1 \n| b = 2 }}", "1"),
        ("{{#switch:q|a=1}}", ""),
        ("{{#switch:x|{{#if:1|x}}=y}}", "y"),
        ("{{#switch:a|A=1|#DEFAULT=2}}", "2"),
        ("{{#switch:3|1|2=a|3|4=b|c}}", "b"),
    ],
)
def test_switch(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#iferror:{{#expr:1/0}}|bad|good}}", "bad"),
        ("{{#iferror:{{#expr:1+1}}|bad|good}}", "good"),
        ("{{#iferror:{{#expr:1+1}}|bad}}", "2"),
        ("{{#iferror:{{#expr:1/0}}}}", ""),
        ("{{#iferror:x}}", "x"),
        ('{{#iferror:<span class="a error">x</span>|bad|good}}', "bad"),
        ('{{#iferror:<span id="q" class="error b">x</span>|bad|good}}', "bad"),
        ('{{#iferror:<span class="errors">x</span>|bad|good}}', "good"),
        ('{{#iferror:<b class="error">x</b>|bad|good}}', "good"),
        ("{{#iferror:<span class='error'>x</span>|bad|good}}", "good"),
        ('{{#iferror:<p title="&gt;" class="error">|bad|good}}', "bad"),
    ],
)
def test_iferror(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#ifexist:Nowhere|y|n}}", "n"),
        ("{{#ifexist:|y|n}}", "n"),
        ("{{#ifexist:a[b|y|n}}", "n"),
        ("{{#ifexist:#x|y|n}}", "n"),
        ("{{#ifexist:Special:Version|y|n}}", "y"),
        ("{{#ifexist:Nowhere|y}}", ""),
    ],
)
def test_ifexist(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#ifexpr:1 > 0|y|n}}", "y"),
        ("{{#ifexpr:0|y|n}}", "n"),
        ("{{#ifexpr:0.0|y|n}}", "n"),
        ("{{#ifexpr:|y|n}}", "n"),
        ("{{#ifexpr:1/0|y|n}}", '<strong class="error">Division by zero.</strong>'),
        ("{{#ifexpr:-0|y|n}}", "n"),
        ("{{#ifexpr:2}}", ""),
    ],
)
def test_ifexpr(text: str, expected: str) -> None:
    assert expand(text) == expected


def test_only_the_branch_that_is_taken_is_expanded() -> None:
    pages = Pages({"Template:A": "a", "Template:B": "b"})
    wiki = Expander(SITE, pages, NOW)
    text = (
        "{{#if:1|{{A}}|{{B}}}}{{#ifeq:1|2|{{B}}|{{A}}}}{{#switch:2|1={{B}}|2={{A}}|3={{B}}}}{{#ifexpr:0|{{B}}|{{A}}}}"
    )
    assert wiki.expand_page("X", text).text == "aaaa"
    assert pages.asked == {"Template:A"}


def test_a_page_exists_by_its_title() -> None:
    pages = {"File:A b.png": "", "Module:M": ""}
    text = (
        "{{#ifexist:file:a_b.png|y|n}}{{#ifexist:Media:A b.png|y|n}}{{#ifexist:module:M#x|y|n}}{{#ifexist:Talk:M|y|n}}"
    )
    assert expand(text, pages) == "yyyn"


@pytest.mark.slow
def test_errors_are_looked_for_in_long_texts() -> None:
    for piece in (' class="error"', "<p ", '<p class="x', "<p >", ' class="a error b"<'):
        assert not shows_error(piece * 50_000)
