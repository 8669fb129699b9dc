"""The elements of a page's main text."""

from __future__ import annotations

import html

import pytest

from wikimill.config.model import Convert
from wikimill.sources.web.extract import extract_bounded
from wikimill.sources.web.main_html import main_html
from wikimill.sources.web.response_cache import CachedResponse

WORDS = "The lighthouse of Varde was built in 1871 by fishermen who had lost their boats in the storm of that year."
PAGE = f"<html><body><article><h1>Varde</h1><p>{WORDS}</p>%s<p>{WORDS[::-1]}</p></article></body></html>"


def text(part: str) -> str:
    """What is between the paragraphs of a page."""
    page = CachedResponse("https://a.example/", 200, "text/html", "", (PAGE % part).encode())
    whole = extract_bounded(page, Convert())
    return whole.partition(f"{WORDS}\n\n")[2].partition(f"\n\n{WORDS[::-1]}")[0]


SIGNS = [
    "1. x and more",
    "12) x and more",
    "- x and more",
    "+ x and more",
    "# x and more",
    "> x and more",
    "2 * 3 * 4 = 24",
    "snake_case_name and _x_",
    "[x](y) ![z] [1]: w",
    "`x` and ~~y~~ and a|b and a^b",
    "<b>x</b> &amp; &lt; y",
    "1\\. x \\* \\_ \\[ \\\\ C:\\dir\\",
    "\\(x^2\\) and $y$ and \\[z\\]",
    "| a | b |",
    "*** and ___ and ---",
    "@x :y: {z}",
]


@pytest.mark.slow
@pytest.mark.parametrize("signs", SIGNS)
@pytest.mark.parametrize(
    ("element", "shown"),
    [
        ("<p>{}</p>", "{}"),
        ("<h2>{}</h2>", "## {}"),
        ("<ul><li>{}</li><li>other</li></ul>", "- {}\n- other"),
        ("<blockquote>{}</blockquote>", "> {}"),
        ("<p>so <b>{}</b> it was</p>", "so **{}** it was"),
    ],
)
def test_people_see_what_they_wrote_without_backslashes(signs: str, element: str, shown: str) -> None:
    assert text(element.format(html.escape(signs))) == shown.format(signs)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("<ol><li>one</li><li>two</li></ol>", "1.  one\n2.  two"),
        ("<ul><li>one<ul><li>two</li></ul></li></ul>", "- one\n  - two"),
        ("<ul><li>one</li></ul><ul><li>two</li></ul>", "- one\n\n- two"),
        ("<p>the code <code>a_b*c</code> here</p>", "the code `a_b*c` here"),
        ("<pre><code>x = (1)\n  y_z = 2</code></pre>", "    x = (1)\n      y_z = 2"),
        ("<pre>Roses are red\nViolets are blue</pre>", "> Roses are red\n> Violets are blue"),
        ("<blockquote>some <b>bold</b> words</blockquote>", "> some **bold** words"),
        ("<p>H<sub>2</sub>O, 1<sup>a b</sup></p>", "H~2~O, 1^a b^"),
        ("<p>one<br>1. two</p>", "one\n1. two"),
        ("<p>a <i>slanted</i> word</p>", "a *slanted* word"),
        ("<h4>Deep</h4>", "#### Deep"),
    ],
)
def test_the_structure_stays(part: str, expected: str) -> None:
    assert text(part) == expected


def test_a_page_without_a_text_has_none() -> None:
    assert main_html("") == main_html("<html><body></body></html>") == ""
