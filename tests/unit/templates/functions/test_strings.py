"""`lc`, `uc`, `lcfirst`, `ucfirst`, `padleft`, `padright`, `bidi`. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import expand


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{lc:ÀB c}}", "àb c"),
        ("{{uc:àb Cß}}", "ÀB CSS"),
        ("{{lcfirst:ÉA}}", "éA"),
        ("{{ucfirst:éa}}", "Éa"),
        ("{{ucfirst:}}", ""),
        ("{{ucfirst:ß}}", "SS"),
        ("{{ucfirst:ǆ}}", "Ǆ"),
        ("{{lcfirst:3A}}", "3A"),
        ("{{lc:A<nowiki>B</nowiki>C}}", "a<nowiki>B</nowiki>c"),
        ("{{uc:a<nowiki>b</nowiki>c}}", "A<nowiki>b</nowiki>C"),
        ("{{uc:&eacute;}}", "&EACUTE;"),
        ("{{ucfirst:<nowiki>b</nowiki>c}}", "<nowiki>b</nowiki>c"),
        ("{{ucfirst:[[a]]}}", "[[a]]"),
        ("{{uc:日本a}}", "日本A"),
    ],
)
def test_letters(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{padleft:7|3}}", "007"),
        ("{{padleft:7|3|0}}", "007"),
        ("{{padleft:abc|8|xyz}}", "xyzxyabc"),
        ("{{padright:abc|8|xyz}}", "abcxyzxy"),
        ("{{padright:7|3}}", "700"),
        ("{{padleft:7|x}}", "7"),
        ("{{padleft:7|-3}}", "7"),
        ("{{padleft:7|3|}}", "7"),
        ("{{padleft:|3|é}}", "ééé"),
        ("{{padleft:1234|3}}", "1234"),
        ("{{padleft:7|1e1}}", "0000000007"),
        ("{{padleft:7|3| }}", "7"),
        ("{{padleft:a<nowiki>b</nowiki>|38|.}}", "...a<nowiki>b</nowiki>"),
        ("{{padleft:a|5|<nowiki>b</nowiki>}}", "a"),
        ("{{padleft:a|5|-<nowiki>b</nowiki>}}", "----a"),
    ],
)
def test_padding(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{bidi:abc}}", "\u202aabc\u202c"),
        ("{{bidi:אבג a}}", "\u202bאבג a\u202c"),
        ("{{bidi:12 ?}}", "12 ?"),
        ("{{bidi:(a)}}", "\u202a(a)\u202c"),
    ],
)
def test_bidi(text: str, expected: str) -> None:
    assert expand(text) == expected
