from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.templates.wiki import SITE
from wikimill.site.core import core_site
from wikimill.site.model import Namespace
from wikimill.site.namespaces import TEMPLATE
from wikimill.templates.title import Title, parse_title, redirect_target
from wikimill.titles import first_upper


@pytest.mark.parametrize(
    ("text", "default", "expected"),
    [
        ("corncrake", 0, (0, "Corncrake", "")),
        ("  corn__crake _", 0, (0, "Corn crake", "")),
        ("cite web", TEMPLATE, (TEMPLATE, "Cite web", "")),
        (":cite web", TEMPLATE, (0, "Cite web", "")),
        ("template : cite web", 0, (TEMPLATE, "Cite web", "")),
        ("User talk:x#y z_w", 0, (3, "X", "y z w")),
        ("#y", 0, (0, "", "y")),
        ("x#_y_", 0, (0, "X", " y")),
        ("x\n", 0, None),
        ("a&amp;b", 0, (0, "A&b", "")),
        ("a&#58;b", 0, (0, "A:b", "")),
        ("category:", 0, None),
        ("", 0, None),
        ("a|b", 0, None),
        ("a%41", 0, None),
        ("./a", 0, None),
        ("a/../b", 0, None),
        ("a.../b", 0, (0, "A.../b", "")),
        ("a~~~b", 0, None),
        ("a\udcff", 0, None),
        ("x" * 255, 0, (0, "X" + "x" * 254, "")),
        ("x" * 256, 0, None),
        ("ßa", 0, (0, "ßa", "")),
        ("éa", 0, (0, "Éa", "")),
        ("\u200ea", 0, (0, "A", "")),
        ("a\u00a0b", 0, (0, "A b", "")),
        ("R&amp;D&section=1", 0, (0, "R&D&section=1", "")),
        (f"a&#{'9' * 5000};", 0, None),
    ],
)
def test_titles(text: str, default: int, expected: tuple[int, str, str] | None) -> None:
    title = parse_title(SITE, text, default)
    assert (title and (title.namespace, title.text, title.fragment)) == expected


def test_parts_of_a_title() -> None:
    title = parse_title(SITE, "Template talk:A b/c/d")
    assert title
    assert (title.full, title.root, title.base, title.subpage) == ("Template talk:A b/c/d", "A b", "A b/c", "d")
    assert (title.subject.full, title.talk.full, title.url) == (
        "Template:A b/c/d", "Template talk:A b/c/d", "Template_talk:A_b/c/d"
    )  # fmt: skip


def test_a_title_without_subpages_is_all_of_itself() -> None:
    title = parse_title(SITE, "a/b")
    assert title
    assert not title.space.subpages
    assert (title.root, title.base, title.subpage) == ("A/b", "A/b", "A/b")
    alone = parse_title(SITE, "user:a")
    assert alone
    assert (alone.root, alone.base, alone.subpage) == ("A", "A", "A")


@pytest.mark.parametrize("number", [-1, -2])
def test_what_is_no_page_has_no_talk(number: int) -> None:
    title = Title(SITE, number, "Version")
    assert (title.talk, title.subject) == (title, title)
    other = Title(SITE, 0, "A")
    assert (other.talk.full, other.subject.full) == ("Talk:A", "A")


def test_a_namespace_that_the_wiki_does_not_have_has_no_name() -> None:
    title = Title(SITE, 4711, "A/b")
    assert (title.space, title.full, title.root) == (Namespace(4711, ""), "A/b", "A/b")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("de:haar", ("de", 0, "haar", "de:haar")),
        ("De : user : haar", ("de", 2, "haar", "de:haar")),
        ("de::haar", ("de", 0, "haar", "de:haar")),
        ("de: : haar", ("de", 0, "haar", "de:haar")),
        ("de:de:haar", ("de", 0, "de:haar", "de:de:haar")),
        ("user:de:haar", ("", 2, "de:haar", "User:de:haar")),  # its first letters are as they are
        ("de:", ("de", 0, "", "de:")),
        ("fr:haar", ("", 0, "Fr:haar", "Fr:haar")),
        (": haar", ("", 0, "Haar", "Haar")),
        ("talk:fr:haar ", ("", 1, "Fr:haar", "Talk:Fr:haar")),
        ("::haar", None),
        ("de:a]", None),
        ("talk:#y", None),
        ("talk:" + "é" * 127, ("", 1, "É" + "é" * 126, "Talk:É" + "é" * 126)),
        ("talk:" + "é" * 128, None),
    ],
)
def test_prefixes(text: str, expected: tuple[str, int, str, str] | None) -> None:
    users = replace(SITE.namespaces[2], first_letter=False)
    site = replace(SITE, interwiki={"de": "https://de.example/$1"}, namespaces={**SITE.namespaces, 2: users})
    title = parse_title(site, text)
    assert (title and (title.interwiki, title.namespace, title.text, title.full)) == expected


def test_names_of_namespaces_are_those_of_the_language() -> None:
    german = core_site("de", sitename="Skerrow")
    for text in ("Vorlage:x", "template:x", "VORLAGE:x"):
        title = parse_title(german, text)
        assert title
        assert title.full == "Vorlage:X"


def test_capitals() -> None:
    assert [first_upper(text) for text in ("", "a", "ab", "ß", "ǆ")] == ["", "A", "Ab", "ß", "Ǆ"]


def test_redirects() -> None:
    target = redirect_target(SITE, " #Redirect : [[:template:x_y#z|w]] text")
    assert target is not None
    assert (target.full, target.fragment) == ("Template:X y", "z")
    plain = redirect_target(SITE, "#redirect[[a]]")
    assert plain
    assert plain.full == "A"
    assert redirect_target(SITE, "#REDIRECTION [[A]]") is None
    assert redirect_target(SITE, "no #REDIRECT [[A]]") is None
