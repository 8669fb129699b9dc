"""Pages as `action=expandtemplates` shows them. The rows were compared with MediaWiki 1.39."""

from __future__ import annotations

import pytest

from tests.unit.templates.wiki import NOW, SITE, Pages
from wikimill.templates.expand_templates import ExpandTemplates

PAGES = {
    "Template:Noted": "[{{{1}}}]<ref>{{{1}}}{{Item}}</ref>",
    "Template:Item": "* y<!-- c -->",
    "Template:Open": "<nowiki>",
    "Template:Span": "<span class=a>{{{1|}}}</span>\n{|\n| x\n|}",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a{{Noted|b}} {{None|x}}.", "a[b]<ref>{{{1}}}{{Item}}</ref> [[:Template:None]]."),
        ("{{#no:{{Noted|1}}|c={{Item}}}}", "{{#no:[1]<ref>{{{1}}}{{Item}}</ref>|c=\n* y}}"),
        ("a{{Item}}<!-- x --><nowiki>{{Item}}</nowiki><ref name=a/>", "a\n* y<nowiki>{{Item}}</nowiki><ref name=a/>"),
        ("<poem>{{Item}}</poem><pre>{{Item}}</pre>", "<poem>{{Item}}</poem><pre>{{Item}}</pre>"),
        ("{{Open}}{{Item}}</nowiki> <ref>{{Item}} <gallery>x\n", "<nowiki>\n* y</nowiki> <ref>\n* y <gallery>x\n"),
        (
            "{{Span|a}} <noinclude>n</noinclude><includeonly>i</includeonly>",
            "<span class=a>a</span>\n{|\n| x\n|} n",
        ),
        ("{{subst:Item}} {{Special:Version}} {{<b>}} {{{1}}}", "{{subst:Item}} [[:Special:Version]] {{<b>}} {{{1}}}"),
        ("{{{1|{{Item}}}}} {{:No page}}", "\n* y [[:No page]]"),
        ("\n\n a\n<ref>\n{{Item}}\n</ref>  \n\n", "\n\n a\n<ref>\n{{Item}}\n</ref>  \n\n"),
        ("__NOTOC__ ~~~~ <b>&lt;</b>", "__NOTOC__ ~~~~ <b>&lt;</b>"),
    ],
)
def test_a_page_is_as_the_wikis_api_shows_it(text: str, expected: str) -> None:
    expanded = ExpandTemplates(SITE, Pages(PAGES), NOW).expand_page("Corncrake", text)
    assert expanded.text == expected
    assert not expanded.losses
