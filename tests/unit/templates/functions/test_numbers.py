"""`formatnum`, `plural`, `gender`. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import NOW, Pages, expand
from wikimill.site.core import core_site
from wikimill.templates.expander import Expander


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{formatnum:1234567.891}}", "1,234,567.891"),
        ("{{formatnum:999}}", "999"),
        ("{{formatnum:1000}}", "1,000"),
        ("{{formatnum:-1234}}", "−1,234"),
        ("{{formatnum:0012345}}", "0,012,345"),
        ("{{formatnum:.5}}", ".5"),
        ("{{formatnum:5.}}", "5."),
        ("{{formatnum:1.50}}", "1.50"),
        ("{{formatnum:-0}}", "−0"),
        ("{{formatnum:1e10}}", "10,000,000,000"),
        ("{{formatnum:1.5e-7}}", "0"),
        ("{{formatnum:+5}}", "5"),
        ("{{formatnum:}}", ""),
        ("{{formatnum:abc 12345 d6789.25}}", "abc 12,345 d6,789.25"),
        ("{{formatnum:1,234}}", "1,234"),
        ("{{formatnum:INF}}", "∞"),
        ("{{formatnum:-INF}}", "−∞"),
        ("{{formatnum:NAN}}", "Not a Number"),
        ("{{formatnum:12-34}}", "12−34"),
        ("{{formatnum:1234<nowiki>5678</nowiki>}}", "1,234<nowiki>5678</nowiki>"),
        ("{{formatnum:12345678901234567890}}", "12,345,678,901,234,567,000"),
        ("{{formatnum:1234.5|NOSEP}}", "1234.5"),
        ("{{formatnum:-1234.5|NOSEP}}", "−1234.5"),
        ("{{formatnum:1,234.5|R}}", "1234.5"),
        ("{{formatnum:−1,234|R}}", "-1234"),
        ("{{formatnum:∞|R}}", "INF"),
        ("{{formatnum:1234|x}}", "1,234"),
        ("{{formatnum:1234|r}}", "1,234"),
        ("{{formatnum:Not a Number|R}}", "NAN"),
    ],
)
def test_formatnum(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{plural:1|one|more}}", "one"),
        ("{{plural:0|one|more}}", "more"),
        ("{{plural:2|one|more}}", "more"),
        ("{{plural:1.0|one|more}}", "one"),
        ("{{plural:1.5|one|more}}", "more"),
        ("{{plural:-1|one|more}}", "one"),
        ("{{plural:1,000|one|more}}", "more"),
        ("{{plural:x|one|more}}", "more"),
        ("{{plural:|one|more}}", "more"),
        ("{{plural:5|one}}", "one"),
        ("{{plural:5}}", ""),
        ("{{plural:0|0=none|one|more}}", "none"),
        ("{{plural:3|0=none|one|more}}", "more"),
        ("{{plural:12|12=dozen|one|more}}", "dozen"),
        ("{{plural:1e400|one|more}}", "more"),
        ("{{plural:1e25|one|more}}", "more"),
        ("{{plural:1|a=b|more}}", "a=b"),
    ],
)
def test_plural(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{gender:Orla|he|she|they}}", "they"),
        ("{{gender:Orla|he|she}}", "he"),
        ("{{gender:Orla|he}}", "he"),
        ("{{gender:Orla}}", ""),
        ("{{gender:|he|she|they}}", "they"),
    ],
)
def test_gender(text: str, expected: str) -> None:
    assert expand(text) == expected


def test_what_is_not_a_number_in_the_wikis_language() -> None:
    wiki = Expander(core_site("de"), Pages({}), NOW)
    assert wiki.expand_page("A", "{{formatnum:NAN}} {{formatnum:Keine Zahl|R}}").text == "Keine Zahl NAN"
