"""Our reader of wikitext and the wiki's own parser see the same page: the same words in the same blocks.

The pages are made by a grammar, and are as wrong as people make them. `make soak` looks for differences for an hour;
the shortest page that showed each one so far is in `FOUND`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from tests.clone import ROOT
from tests.converter import converter
from tests.mediawiki.oracle import Oracle
from tests.mediawiki.structure import blocks, words
from tests.mediawiki.wiki import RealWiki
from tests.mediawiki.wikitexts import PAGE, PROSE
from wikimill.config.model import Convert
from wikimill.convert.wikitext import WikitextConverter

FOUND = [
    # links and addresses
    "[[h ]]s", "[[::A]]s", "[[A ]]''s", "[[B|''''']]", "[[A|<br>]]x", "a > b [[A>b]]", "http://|", "[http://>]",
    "[http://&lt;b]h", "http://1 http:// http://. mailto: ftp://(", ";http://a&nbsp;http://e", ";news:a :b", "http://e.org&#32;a",
    "http://&#2;", "tel:1 urn:a: sip: x:news:b", "[http://<g<nowiki>b</nowiki>]", "c[[de:A]]\n\n[[A",
    # files
    "[[File:A.png|''h|thumb]]", "[[File:A.png|thumb|thumb]]", "[[File:A.png|thumb|[[A|]]]]", "a[[File:A.png|none]]b",
    "[[File:A.png|thumb]]x\nm", "x [[File:A.png|<div>a</div>]]", "<kbd>[[File:A.png|e]]</kbd>",
    "<kbd><b>[[File:A.png|e]]</b></kbd>",
    # lists
    ";*e:", "::a\n;b:c", ";a\n::b", ":;a:b\n:;c\n::d", ";a</s>:b", ";p://e", ";<br>p:b", ";<br/>p:b", "<ul>\n;*:\ni",
    "<dl>A <ref>x</ref>B", "<ul>b''s", "a <li/> b",
    # tables
    "<table>A\nb", "<div>g<table>'a", "{|\n:{|\n|}\n|D", "<table>''s'' <s>h", "{|\n''H\nr",
    "<table>I<tt> <b>A", "{|\né\n''x''", "{|\n|<ref>a</ref>|e", ":{|\n{|\n|}\n|}<blockquote>\nA",
    # extension tags, comments, pre
    "<pre><nowiki></pre>", "<nowiki><nowiki/>", "a</includeonly>b", "a<includeonly/>b",
    "l\n<ref>y</ref>x", "<poem>:*A</poem>", "<poem>m\n x</poem>", "a<pre>b</pre>c\nd", "a<poem>b</poem>c\nd",
    "<!----> <!---->e", " a\n<!-- c -->\n<!-- c -->\n b",
    "<table><pre><td>\n<center>\n h",
    # breaks
    "a\n__TOC__\n[[Category:A]]b", "a\n__TOC__\nb",
    "d<sup><br>g</sup>",
]  # fmt: skip
LONG = settings.get_current_profile_name() == "soak"
EXAMPLES = settings() if LONG else settings(max_examples=2000, derandomize=True, database=None)


@pytest.fixture(scope="module")
def oracle(wiki: RealWiki) -> Iterator[Oracle]:
    with Oracle(wiki) as oracle:
        yield oracle


@pytest.fixture(scope="module")
def pandoc() -> Iterator[WikitextConverter]:
    """The reader alone, without filters."""
    with converter(Convert(filters=[], remove=[]), ROOT, to="html") as wiki:
        yield wiki


def test_structure_of_html() -> None:
    html = "<ul><li>a<br>b <b>c</b>d<pre>e <p>f</p></pre></li></ul><h2>g<hr>h</h2>"
    table = "<table><tr><td>i</td></tr><caption>j</caption></table>"
    assert blocks(html + table) == [
        (("ul",), "a b cd"), (("ul", "pre"), "e f"), (("h2",), "g"), ((), "h"), (("cell",), "i"), ((), "j"),
    ]  # fmt: skip


@pytest.mark.parametrize("page", FOUND)
def test_differences_that_were_found(oracle: Oracle, pandoc: WikitextConverter, page: str) -> None:
    assert blocks(pandoc.convert("Page", page).markdown) == blocks(oracle.html(page))


@EXAMPLES
@given(PAGE)
def test_words_and_their_places(oracle: Oracle, pandoc: WikitextConverter, page: str) -> None:
    """In code or not, in which heading, list and cell. Tags that cross may begin paragraphs in other places."""
    assert words(blocks(pandoc.convert("Page", page).markdown)) == words(blocks(oracle.html(page)))


@EXAMPLES
@given(PROSE)
def test_paragraphs(oracle: Oracle, pandoc: WikitextConverter, page: str) -> None:
    """Where tags of HTML are in order, or there are none, all blocks begin and end in the same places."""
    assert blocks(pandoc.convert("Page", page).markdown) == blocks(oracle.html(page))
