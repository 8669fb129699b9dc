"""`mw.text`. Rows were compared with MediaWiki 1.39."""

from __future__ import annotations

import pytest

from tests.unit.templates.scribunto.modules import invoke, value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (
            "mw.text.trim( ' \\n\\t a b \\f\\r' ), mw.text.trim( 'xxaxx', 'x' ), mw.text.trim( '\u00a0a' )",
            "'a b' 'a' '\u00a0a'",
        ),
        (
            "mw.text.trim( '' ), mw.text.trim( 'a b' ), mw.text.trim( '\\11a' ) == '\\11a', mw.text.trim( 'a\\f' )",
            "'' 'a b' true 'a'",
        ),
        ("pcall( mw.text.trim, '\\255' )", "false 'bad argument #1 to 'gsub' (string is not UTF-8)'"),
        ("mw.text.split( 'a,b,,c', ',' )", "{1='a' 2='b' 3='' 4='c'}"),
        ("mw.text.split( '\u00e9t\u00e9', '' )", "{1='\u00e9' 2='t' 3='\u00e9'}"),
        ("mw.text.split( 'a.b', '.', true ), mw.text.split( '', ',' )", "{1='a' 2='b'} {1=''}"),
        ("mw.text.split( 'aXXb', 'X*' )", "{1='a' 2='' 3='b'}"),
        ("mw.text.split( '^a^b', '^^a' )", "{1='' 2='^b'}"),
        (
            "mw.text.listToText( {} ), mw.text.listToText( { 1 } ), mw.text.listToText( { 1, 2, 3 } )",
            "'' '1' '1, 2 and 3'",
        ),
        ("mw.text.listToText( { 'a', 'b', 'c' }, '; ', ' or ' )", "'a; b or c'"),
        ("mw.text.truncate( 'abcdefgh', 3 ), mw.text.truncate( 'abcdefgh', -3 )", "'abc...' '...fgh'"),
        ("mw.text.truncate( 'abcdefgh', 5, '-', true ), mw.text.truncate( 'abc', 3 )", "'abcd-' 'abc'"),
        (
            "mw.text.encode( 'a<b>\"\\'' ) == 'a&lt;b&gt;&quot;&#039;', mw.text.encode( 'ab', 'b' ) == 'a&#98;'",
            "true true",
        ),
        ("mw.text.decode( 'a&lt;&#98;&#x63;&copy;' ) == 'a<bc&copy;'", "true"),
        ("mw.text.decode( '&copy;&hellip;&nope;', true ) == '\u00a9\u2026&nope;'", "true"),
        ("mw.text.nowiki( 'Mailto:a [[b]]' ) == 'Mailto&#58;a &#91;&#91;b&#93;&#93;'", "true"),
        ("mw.text.tag( 'b', { x = 1 }, 'c' )", "'<b x=\"1\">c</b>'"),
        ("mw.text.jsonEncode{ 1, 'a', { x = true } }", '\'[1,"a",{"x":true}]\''),
        ("mw.text.jsonEncode( { 'a' }, mw.text.JSON_PRESERVE_KEYS )", '\'{"1":"a"}\''),
        ("mw.text.jsonEncode( { a = {} }, mw.text.JSON_PRETTY )", "'{\n    \"a\": []\n}'"),
        ('mw.text.jsonDecode( \'{"a":[1,null,"x"],"b":1.5}\' )', "{'a'={1=1 3='x'} 'b'=1.5}"),
        ("mw.text.jsonDecode( '[\"a\"]', mw.text.JSON_PRESERVE_KEYS )", "{0='a'}"),
        ("mw.text.jsonDecode( '[1,\\n]', mw.text.JSON_TRY_FIXING )", "{1=1}"),
        ("pcall( mw.text.jsonDecode, '[1' )", "false 'mw.text.lua:325: mw.text.jsonDecode: Syntax error'"),
    ],
)
def test_values(expression: str, expected: str) -> None:
    if "jsonDecode: Syntax" in expected:
        assert value(expression).endswith("mw.text.jsonDecode: Syntax error'")
    else:
        assert value(expression) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return mw.text.unstripNoWiki( frame.args[1] )", "a&lt;b&gt;<poem>c</poem>"),
        ("return mw.text.unstrip( frame.args[1] )", "a&lt;b&gt;"),
        ("return mw.text.killMarkers( frame.args[1] )", "a"),
        ("return mw.text.decode( mw.text.unstripNoWiki( frame.args[1] ) ):sub( 1, 4 )", "a<b>"),
    ],
)
def test_markers(body: str, expected: str) -> None:
    import html

    assert invoke(body, "|a<nowiki><b></nowiki><poem>c</poem>") == html.unescape(expected)
