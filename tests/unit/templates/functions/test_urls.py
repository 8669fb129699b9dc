"""`urlencode`, `anchorencode`, `localurl` and its kin. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.templates.wiki import NOW, Pages, expand
from wikimill.site.core import core_site
from wikimill.templates.expander import Expander


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{urlencode:a b&c/é~-_.!*'()}}", "a+b%26c%2F%C3%A9%7E-_.%21%2A%27%28%29"),
        ("{{urlencode:a b&c/é~|PATH}}", "a%20b%26c%2F%C3%A9~"),
        ("{{urlencode:a b&c/é~:;@$!*(),|WIKI}}", "a_b%26c/%C3%A9~:;@$!*(),"),
        ("{{urlencode:a b|path}}", "a%20b"),
        ("{{urlencode:a b|x}}", "a+b"),
        ("{{urlencode:a<nowiki>b</nowiki>c}}", "ac"),
        ("{{urlencode:}}", ""),
    ],
)
def test_urlencode(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{anchorencode:a b_c  d}}", "a_b_c_d"),
        ("{{anchorencode:[[a|b]] [[c]]}}", "b_c"),
        ("{{anchorencode:''a'' '''b''' '''''c'''''}}", "a_b_c"),
        ("{{anchorencode:''a'''b}}", "a&#039;b"),
        ("{{anchorencode:a''''b''''c}}", "a&#039;b&#039;c"),
        ("{{anchorencode:<b>x</b> y<br>z}}", "x_yz"),
        ("{{anchorencode:x < y > z}}", "x_z"),
        ("{{anchorencode:&amp; &lt; &eacute;}}", "&amp;_&lt;_é"),
        ("{{anchorencode:{a} [b] \"c\" 'd'}}", "&#123;a&#125;_&#91;b&#93;_&quot;c&quot;_&#039;d&#039;"),
        ("{{anchorencode:[http://x.y z]}}", "z"),
        ("{{anchorencode:http://x}}", "http&#58;//x"),
        ("{{anchorencode:a<nowiki>b</nowiki>c}}", "ac"),
        ("{{anchorencode:50%25 a%zz}}", "50%2525_a%zz"),
        ("{{anchorencode:ISBN 1}}", "&#73;SBN_1"),
        ("{{anchorencode: é }}", "é"),
        ("{{anchorencode:__x__}}", "x"),
    ],
)
def test_anchorencode(text: str, expected: str) -> None:
    assert expand(text) == expected


SKERROW = replace(
    core_site("en", sitename="Skerrow"),
    general={"lang": "en", "server": "//skerrow.example", "articlepath": "/wiki/$1", "script": "/w/index.php"},
    interwiki={"isle": "https://isle.example/w/$1"},
)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("localurl:a b/é?", "/wiki/A_b/%C3%A9%3F"),
        ("localurl:a b|action=edit&x=1", "/w/index.php?title=A_b&action=edit&x=1"),
        ("localurl:a b|-", "/w/index.php?title=A_b&"),
        ("localurl:a b|", "/wiki/A_b"),
        ('localurle:a|b="&', "/w/index.php?title=A&amp;b=&quot;&amp;"),
        ("fullurl:user:a#x y", "//skerrow.example/wiki/User:A#x_y"),
        ("fullurle:a", "//skerrow.example/wiki/A"),
        ("canonicalurl:a|b=c", "https://skerrow.example/w/index.php?title=A&b=c"),
        ("canonicalurle:a", "https://skerrow.example/wiki/A"),
        ("fullurl:isle:a b#é", "https://isle.example/w/a_b#.C3.A9"),
        ("fullurl:isle:a|b=c", "https://isle.example/w/a?b=c"),
        ("localurl:Media:a.png", "/wiki/File:A.png"),
        ("localurl:a%20b", "/wiki/A_b"),
        ("localurl:a[b", "{{localurl:a[b}}"),
        ("filepath:a.png", ""),
    ],
)
def test_addresses(call: str, expected: str) -> None:
    wiki = Expander(SKERROW, Pages({}), NOW)
    assert wiki.expand_page("A", f"{{{{{call}}}}}").text == expected
