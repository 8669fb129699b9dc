"""`{{PAGENAME}}` and its kin, `#titleparts`, `#rel2abs`, `ns`. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.templates.wiki import NOW, SITE, Pages, expand
from wikimill.templates.escape import escape_wikitext
from wikimill.templates.expander import Expander


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{PAGENAME}}", "O&#39;Hara &#38; co/b c/d"),
        ("{{PAGENAMEE}}", "O%27Hara_%26_co/b_c/d"),
        ("{{FULLPAGENAME}}", "User talk:O&#39;Hara &#38; co/b c/d"),
        ("{{FULLPAGENAMEE}}", "User_talk:O%27Hara_%26_co/b_c/d"),
        ("{{BASEPAGENAME}}", "O&#39;Hara &#38; co/b c"),
        ("{{ROOTPAGENAME}}", "O&#39;Hara &#38; co"),
        ("{{ROOTPAGENAMEE}}", "O%27Hara_%26_co"),
        ("{{SUBPAGENAME}}", "d"),
        ("{{SUBPAGENAMEE}}", "d"),
        ("{{TALKPAGENAME}}", "User talk:O&#39;Hara &#38; co/b c/d"),
        ("{{SUBJECTPAGENAME}}", "User:O&#39;Hara &#38; co/b c/d"),
        ("{{SUBJECTPAGENAMEE}}", "User:O%27Hara_%26_co/b_c/d"),
        ("{{NAMESPACE}}", "User talk"),
        ("{{NAMESPACEE}}", "User_talk"),
        ("{{NAMESPACENUMBER}}", "3"),
        ("{{TALKSPACE}}", "User talk"),
        ("{{SUBJECTSPACE}}", "User"),
        ("{{ARTICLESPACE}}", "User"),
    ],
)
def test_names_of_the_page(text: str, expected: str) -> None:
    assert expand(text, title="User talk:O'Hara & co/b c/d") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{PAGENAME}}", "Version"),
        ("{{FULLPAGENAME}}", "Special:Version"),
        ("{{TALKPAGENAME}}", ""),
        ("{{TALKSPACE}}", ""),
        ("{{SUBJECTPAGENAME}}", "Special:Version"),
        ("{{NAMESPACE}}", "Special"),
        ("{{NAMESPACENUMBER}}", "-1"),
    ],
)
def test_names_of_a_special_page(text: str, expected: str) -> None:
    assert expand(text, title="Special:Version") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{PAGENAME:user:a b}}", "A b"),
        ("{{FULLPAGENAME:user:a b}}", "User:A b"),
        ("{{FULLPAGENAMEE:user:a b}}", "User:A_b"),
        ("{{NAMESPACE:user:a}}", "User"),
        ("{{NAMESPACEE:user talk:a}}", "User_talk"),
        ("{{NAMESPACENUMBER:category:x}}", "14"),
        ("{{TALKPAGENAME:a}}", "Talk:A"),
        ("{{TALKSPACE:User:a}}", "User talk"),
        ("{{TALKSPACE:a}}", "Talk"),
        ("{{TALKSPACE:Special:a}}", ""),
        ("{{FULLPAGENAME:Special:a}}", ""),
        ("{{PAGENAME:Special:a}}", "A"),
        ("{{BASEPAGENAME:user:a/b/c}}", "A/b"),
        ("{{BASEPAGENAME:a/b}}", "A/b"),
        ("{{ROOTPAGENAME:user:a/b/c}}", "A"),
        ("{{SUBPAGENAME:user:a/b/c}}", "c"),
        ("{{SUBPAGENAMEE:user:a/b c}}", "b_c"),
        ("{{SUBJECTSPACE:user talk:a}}", "User"),
        ("{{SUBJECTPAGENAME:talk:a}}", "A"),
        ("{{PAGENAME:}}", ""),
        ("{{PAGENAME:a[b}}", ""),
        ("{{PAGENAME:a|b}}", "A"),
        ("{{PAGENAME:*a}}", "&#42;a"),
        ('{{PAGENAME:It\'s "x"; y=1}}', "It&#39;s &#34;x&#34;&#59; y&#61;1"),
        ("{{PAGENAME:a#b}}", "A"),
        ("{{PAGENAME:http://x}}", "Http&#58;//x"),
        ("{{PAGENAME:mailto:x}}", "Mailto&#58;x"),
        ("{{PAGENAMEE:a~b?c+d/é:f}}", "A~b%3Fc%2Bd/%C3%A9:f"),
        ("{{PAGENAME:a__b}}", "A b"),
    ],
)
def test_names_of_any_title(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#titleparts:a/b/c|1}}", "A"),
        ("{{#titleparts:a/b/c|1|2}}", "b"),
        ("{{#titleparts:a/b/c|2|-2}}", "b/c"),
        ("{{#titleparts:a/b/c|-1}}", "A/b"),
        ("{{#titleparts:a/b/c|0|3}}", "c"),
        ("{{#titleparts:a/b/c||-1}}", "c"),
        ("{{#titleparts:talk:a/b|1}}", "Talk:A"),
        ("{{#titleparts:a[b/c|1}}", "a[b/c"),
        ("{{#titleparts:a/b/c|9|9}}", ""),
        ("{{#titleparts:a/b|-5}}", ""),
        ("{{#titleparts:a_b#c/d|1}}", "A b"),
        ("{{#titleparts:a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z|1|25}}", "y/z"),
        ("{{#titleparts:}}", ""),
    ],
)
def test_titleparts(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#rel2abs:../x|a/b}}", "a/x"),
        ("{{#rel2abs:/x|a/b}}", "a/b/x"),
        ("{{#rel2abs:./x|a/b}}", "a/b/x"),
        ("{{#rel2abs:x|a/b}}", "x"),
        ("{{#rel2abs:..|a/b}}", "a"),
        ("{{#rel2abs:../..|a/b}}", ""),
        ("{{#rel2abs:.|a/b}}", "a/b"),
        ("{{#rel2abs:}}", "Corncrake/egg"),
        ("{{#rel2abs:/x/}}", "Corncrake/egg/x"),
        ("{{#rel2abs:x/../y/./z|q}}", "y/z"),
        ("{{#rel2abs://x//y|a}}", "a/x/y"),
    ],
)
def test_rel2abs(text: str, expected: str) -> None:
    assert expand(text, title="Corncrake/egg") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ns:2}}", "User"),
        ("{{ns:3}}", "User talk"),
        ("{{nse:3}}", "User_talk"),
        ("{{ns:0}}", ""),
        ("{{ns:}}", ""),
        ("{{ns:-1}}", "Special"),
        ("{{ns:99}}", ""),
        ("{{ns:template talk}}", "Template talk"),
        ("{{ns:Template_talk}}", "Template talk"),
        ("{{ns:image}}", "File"),
        ("{{ns:2x}}", "User"),
        ("{{ns:00}}", ""),
        ("{{ns:-0}}", ""),
    ],
)
def test_namespaces(text: str, expected: str) -> None:
    assert expand(text) == expected


@pytest.mark.parametrize(
    ("path", "shown"), [("../../../x|a/b", "a/b/../../../x"), ('../../"|a', "a/../../&quot;"), ("..|a&amp;b", None)]
)
def test_a_path_above_the_root_is_an_error(path: str, shown: str | None) -> None:
    error = f"Error: Invalid depth in path: &quot;{shown}&quot; (tried to access a node above the root node)."
    assert expand(f"{{{{#rel2abs:{path}}}}}") == (f'<strong class="error">{error}</strong>' if shown else "")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("version", "Special:Version"),
        ("recentchanges/x y", "Special:RecentChanges/x y"),
        ("Foo_bar", "Special:Foo bar"),
        ("a[b", "Special:Badtitle"),
        ("", "Special:Badtitle"),
    ],
)
def test_special_pages_have_the_name_that_the_wiki_gives_them(name: str, expected: str) -> None:
    aliases = {"version": "Version", "recentchanges": "RecentChanges"}
    wiki = Expander(replace(SITE, special_pages=aliases), Pages({}), NOW)
    assert wiki.expand_page("A", f"{{{{#special:{name}}}}}").text == expected
    assert wiki.expand_page("A", f"{{{{#speciale:{name}}}}}").text == expected.replace(" ", "_")


def test_a_special_page_exists_when_the_wiki_lists_it() -> None:
    wiki = Expander(replace(SITE, special_pages={"version": "Version"}), Pages({}), NOW)
    text = "{{#ifexist:Special:Version/x|y|n}}{{#ifexist:Special:Nope|y|n}}"
    assert wiki.expand_page("A", text).text == "yn"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n* b", "a\n&#42; b"),
        ("a\n\nb", "a\n&#10;b"),
        ("a\r\nb", "a&#13;\nb"),
        ("----", "&#45;---"),
        (" a", "&#32;a"),
        ("a__b://c mailto:d", "a_&#95;b&#58;//c mailto&#58;d"),
        ("ISBN 1", "ISBN 1"),
    ],
)
def test_wikitext_is_escaped(text: str, expected: str) -> None:
    assert escape_wikitext(SITE, text) == expected


def test_magic_links_are_escaped_where_the_wiki_has_them() -> None:
    site = replace(SITE, general={**SITE.general, "magiclinks": {"ISBN": True}})
    assert escape_wikitext(site, "ISBN 1") == "ISBN&#32;1"
