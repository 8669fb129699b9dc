"""`mw.site`, `mw.hash` and `mw.html`. Rows were compared with MediaWiki 1.39."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from tests.unit.templates.scribunto.modules import value
from tests.unit.templates.wiki import NOW, SITE, Pages
from wikimill.templates.expander import Expander
from wikimill.templates.scribunto.engine import Modules


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("mw.site.siteName, mw.site.server, mw.site.scriptPath", "'Skerrow' 'https://wiki.example' '/w'"),
        ("mw.site.namespaces[0].displayName, mw.site.namespaces.Template.id", "'(Main)' 10"),
        ("mw.site.namespaces['template talk'].id, mw.site.namespaces.Template_talk.id", "11 11"),
        ("mw.site.namespaces.Nope, mw.site.namespaces.Image.id", "nil 6"),
        (
            "mw.site.namespaces[1].subject.id, mw.site.namespaces[0].talk.name, mw.site.namespaces[-1].talk",
            "0 'Talk' nil",
        ),
        ("mw.site.namespaces[2].hasGenderDistinction, mw.site.namespaces[-1].isMovable", "true false"),
        ("mw.site.contentNamespaces[0].id, mw.site.talkNamespaces[1].isTalk", "0 true"),
        ("mw.site.stats.pages, mw.site.stats.pagesInCategory( 'Birds' ), mw.site.stats.pagesInNamespace( 0 )", "0 0 0"),
        ("mw.site.stats.pagesInCategory( 'Birds', '*' ).files, mw.site.stats.usersInGroup( 'sysop' )", "0 0"),
        (
            "pcall( mw.site.stats.pagesInCategory, 'Birds', 'x' )",
            "false 'bad argument #2 to 'pagesInCategory' "
            "(one of '*', 'all', 'pages', 'subcats', or 'files' expected, got string)'",
        ),
        (
            "mw.site.interwikiMap( 'local' ), pcall( mw.site.interwikiMap, 'x' )",
            "{} false 'bad argument #1 to 'interwikiMap' (unknown filter 'x')'",
        ),
        ("mw.hash.hashValue( 'md5', 'abc' )", f"'{hashlib.md5(b'abc').hexdigest()}'"),
        ("mw.hash.hashValue( 'sha3-256', 'abc' )", f"'{hashlib.sha3_256(b'abc').hexdigest()}'"),
        ("mw.hash.hashValue( 'crc32b', 'abc' ), mw.hash.hashValue( 'adler32', 'abc' )", "'352441c2' '024d0127'"),
        ("mw.hash.hashValue( 'fnv132', 'abc' ), mw.hash.hashValue( 'fnv1a32', 'abc' )", "'439c2f4b' '1a47e90b'"),
        (
            "mw.hash.hashValue( 'fnv164', 'abc' ), mw.hash.hashValue( 'fnv1a64', 'abc' )",
            "'d8dcca186bafadcb' 'e71fa2190541574b'",
        ),
        ("pcall( mw.hash.hashValue, 'x', 'abc' )", "false 'Unknown hashing algorithm: x'"),
        ("mw.hash.listAlgorithms()[1]", "'crc32b'"),
        ("tostring( mw.html.create( 'b' ):attr( 'x', 'a' ):wikitext( 'c' ) )", "'<b x=\"a\">c</b>'"),
    ],
)
def test_values(expression: str, expected: str) -> None:
    assert value(expression) == expected


def test_interwiki_map() -> None:
    prefixes = value(
        "( function() local n = 0 for _ in pairs( mw.site.interwikiMap() ) do n = n + 1 end return n end )()"
    )
    assert int(prefixes) == len(SITE.interwiki)


def test_counts_are_the_wikis_and_those_that_nobody_knows_are_listed() -> None:
    body = "local stats = mw.site.stats return stats.articles .. ' ' .. stats.files .. ' ' .. tostring( stats.nope )"
    pages = Pages({"Module:T": f"return {{ f = function() {body} end }}"})
    site = replace(SITE, statistics={"articles": 61204})
    found = Expander(site, pages, NOW, Modules).expand_page("A", "{{#invoke:T|f}}")
    assert found.text == "61204 0 nil"
    assert found.losses == [("unsupported", "mw.site.stats.files", "")]
