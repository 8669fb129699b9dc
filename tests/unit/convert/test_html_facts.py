"""What the HTML of a page says beside its text."""

from __future__ import annotations

from tests.sites import ENGLISH
from wikimill.config.model import Convert
from wikimill.convert.html import HtmlConverter
from wikimill.convert.page_facts import Field, Infobox, PageFacts
from wikimill.convert.recipe import load_recipe
from wikimill.site.summary import format_summary


def test_html_says_the_same_as_wikitext() -> None:
    html = """<body><section><link rel="mw:PageProp/Category" href="./Category:Winds_of_the_sea#Haar"/>
<link rel="mw:PageProp/Category" href="./Category:A%26b"/>
<table class="infobox vcard" about="#mwt1" typeof="mw:Transclusion"
 data-mw='{"parts":[{"template":{"target":{"wt":"Infobox ship\\n"},"params":{}}}]}'>
<tbody><tr><th colspan="2">Steam ferry</th></tr><tr><th>Built:</th><td>3 May<sup class="reference">[1]</sup><br>again
<ul><li>one</li><li>two<span style="display:none">hidden</span></li></ul></td></tr>
<tr><td colspan="2"><table class="infobox-sub"><tr><th>Inner</th><td><a href="./Sea">a</a>&amp;b</td></tr></table>
</td></tr>
</tbody></table><p>It is <span class="mwe-math-element"><math><semantics><annotation
 encoding="application/x-tex">{\\displaystyle x}</annotation></semantics></math></span>.</p></section></body>"""
    with HtmlConverter(load_recipe(Convert()), ENGLISH, format_summary(ENGLISH)) as made:
        page = made.convert("Haar", html)
    assert page.facts == PageFacts(
        ("Winds of the sea", "A&b"),
        (Infobox("Infobox ship", (Field("Built", "3 May\nagain\none\ntwo"), Field("Inner", "a&b"))),),
        True,
    )
    assert page.markdown == "It is $x$.\n"
