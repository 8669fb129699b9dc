"""HTML of MediaWiki to markdown."""

from __future__ import annotations

import json

import pytest

from wikimill.config.model import Convert
from wikimill.convert.html import HtmlConverter
from wikimill.convert.html_elements import HtmlCleaner
from wikimill.convert.recipe import load_recipe
from wikimill.site.core import core_site

INFOBOX = json.dumps({"parts": [{"template": {"target": {"wt": "Infobox fog\n", "href": "./Template:Infobox_fog"}}}]})
PAGE = f"""<!DOCTYPE html><html><head><title>Haar</title><meta property="mw:PageProp/disambiguation"/></head><body>
<section><div class="hatnote">See also Mist.</div>
<p>A <b>haar</b> (<span class="noprint">say it</span>; from Dutch<sup class="mw-ref reference">[1]</sup>) is fog,
x<sup>2</sup>.
<a rel="mw:ExtLink" href="http://x.example" class="external autonumber">[2]</a> <span class="mwe-math-element"><math>
<semantics><mi>x</mi><annotation encoding="application/x-tex">{{\\displaystyle x^{{2}}}}</annotation></semantics></math>
<img src="x.svg"/></span>.</p>
<figure typeof="mw:File/Thumb"><a href="x"><img src="a.jpg"/></a><figcaption>A caption</figcaption></figure>
<table class="infobox" about="#mwt1" typeof="mw:Transclusion" data-mw='{INFOBOX}'>
<tr><td>cell<sup class="noprint">x y</sup></td></tr></table>
<iframe src="/etc/passwd"></iframe></section>
<section><h2>References</h2>
<div class="mw-references-wrap"><ol class="mw-references"><li>A book</li></ol></div></section>
<section><h2>Kinds</h2><ul><li>One<style>x {{}}</style></li><li>Two</li></ul></section></body></html>"""


def test_a_page_goes_through_the_same_filters() -> None:
    with HtmlConverter(load_recipe(Convert()), core_site("en"), "") as converter:
        page = converter.convert("Haar", PAGE)
    assert page.markdown == "A **haar** (from Dutch) is fog, x². $x^{2}$.\n\n## Kinds\n\n- One\n- Two\n"
    assert page.status == "ok"
    assert page.dropped == "disambiguation:1 images:1 links:1 references:2 removed:3 sections:1"
    assert {loss.name: loss.template for loss in page.losses if loss.kind == "removed"} == {
        ".hatnote": "",
        ".noprint": "",
        ".infobox": "Infobox fog",
    }


def test_nothing_is_left_where_something_stood() -> None:
    html = '<p><span class="noprint">x</span> <b>Fog</b> ( <span class="noprint">x</span> ), sea.</p>'
    with HtmlConverter(load_recipe(Convert()), core_site("en"), "") as converter:
        assert converter.convert("Fog", html).markdown == "**Fog**, sea.\n"


def test_options_count() -> None:
    options = Convert(remove=[], filters=[], keep=[], drop=["Infobox *"])
    with HtmlConverter(load_recipe(options), core_site("en"), "") as converter:
        text = converter.convert("Haar", PAGE).markdown
    for words in ("See also Mist", "say it", "A caption", "A book", "References"):
        assert words in text
    assert "cell" not in text
    assert "passwd" not in text
    kept = HtmlCleaner(Convert(keep=["Infobox *"]), "en").clean(PAGE)
    assert "cell" in kept.html
    assert "x y" in kept.html
    assert "say it" not in kept.html
    assert kept.templates == ("Infobox fog",)


@pytest.mark.slow
@pytest.mark.parametrize("html", ["", " ", "\0", "<", "<div>" * 100_000, "<p>a" * 2_000, "<!--", "<table><tr><p>a"])
def test_hostile_html_is_a_page_or_quarantined(html: str) -> None:
    with HtmlConverter(load_recipe(Convert()), core_site("en"), "") as converter:
        assert converter.convert("X", html).status in ("ok", "quarantined")


@pytest.mark.slow
@pytest.mark.parametrize(("deep", "status"), [(1500, "ok"), (5000, "quarantined")])
def test_a_page_is_read_to_its_end_or_quarantined(deep: int, status: str) -> None:
    html = f"<p>before</p>{'<div>' * deep}x{'</div>' * deep}<p>after</p>"
    with HtmlConverter(load_recipe(Convert()), core_site("en"), "") as converter:
        page = converter.convert("A", html)
    assert page.status == status
    assert "after" in page.markdown


def test_a_long_text_is_read_to_its_end() -> None:
    page = HtmlCleaner(Convert(), "en").clean(f"<p>{'fog ' * 3_000_000}</p><p>after</p>")
    assert len(page.html) > 12_000_000
    assert "after" in page.html[-50:]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "text", "in_hong_kong"),
    [
        ({"twoway": [{"l": "zh-cn", "t": "软件"}, {"l": "zh-tw", "t": "軟體"}]}, "软件", "軟體"),
        ({"oneway": [{"f": "A", "l": "zh-hk", "t": "B"}]}, "A", "B"),
        ({"disabled": {"t": "<b>as it is</b>"}}, "**as it is**", "**as it is**"),
        ({"filter": {"l": ["zh-cn"], "t": "only here"}}, "only here", "only here"),
        ({"name": {"t": "zh-cn"}}, "大陆", "大陆"),
        ({"add": True, "show": True, "twoway": [{"l": "zh-hk", "t": "x<sup>2</sup>"}]}, "x²", "x²"),
    ],
)
def test_texts_in_variants_are_shown(rule: dict[str, object], text: str, in_hong_kong: str) -> None:
    attribute = json.dumps(rule).replace("&", "&amp;").replace("'", "&#39;")
    html = f"<p>a <span typeof='mw:LanguageVariant' data-mw-variant='{attribute}'></span> b</p>"
    html += f"<p>c<meta typeof='mw:LanguageVariant' data-mw-variant='{attribute}'/></p>"
    for variant, shown in ((None, text), ("zh-hk", in_hong_kong)):
        with HtmlConverter(load_recipe(Convert(variant=variant)), core_site("zh"), "") as converter:
            page = converter.convert("A", html)
        assert page.markdown == f"a {shown} b\n\nc\n"
        assert not page.losses


@pytest.mark.slow
@pytest.mark.parametrize("attribute", ["", "[", "[]", "{}", '{"twoway": []}', '{"twoway": 1}', "[" * 100_000])
def test_a_variant_that_says_nothing_is_a_loss(attribute: str) -> None:
    html = f"<p>a <span typeof='mw:LanguageVariant' data-mw-variant='{attribute}'></span> b</p>"
    with HtmlConverter(load_recipe(Convert()), core_site("zh"), "") as converter:
        page = converter.convert("A", html)
    assert page.markdown == "a b\n"
    assert page.dropped == "variants:1"
