"""`mw.ustring` without patterns. Rows were compared with MediaWiki 1.39."""

from __future__ import annotations

import pytest

from tests.unit.templates.scribunto.modules import value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("mw.ustring.len( 'h\u00e9llo' ), mw.ustring.len( '\\255' ), mw.ustring.len( 12.5 )", "5 nil 4"),
        ("mw.ustring.sub( 'h\u00e9llo', 2 ), mw.ustring.sub( 'h\u00e9llo', 2, 3 )", "'\u00e9llo' '\u00e9l'"),
        ("mw.ustring.sub( 'h\u00e9llo', -3, -2 ), mw.ustring.sub( 'h\u00e9llo', 0, 0 )", "'ll' 'h'"),
        ("mw.ustring.sub( 'abc', 3, 2 ), mw.ustring.sub( 'abc', 9 ), mw.ustring.sub( 'abc', -9, 1 )", "'' '' 'a'"),
        ("mw.ustring.upper( '\u00e9\u00df' ), mw.ustring.lower( '\u00c9\u03a3' )", "'\u00c9SS' '\u00e9\u03c3'"),
        ("mw.ustring.char( 65, 233, 128512 ), mw.ustring.char()", "'A\u00e9\U0001f600' ''"),
        ("pcall( mw.ustring.char, -1 )", "false 'bad argument #1 to 'char' (value out of range)'"),
        ("pcall( mw.ustring.char, 65, 'x' )", "false 'bad argument #2 to 'char' (number expected, got string)'"),
        ("mw.ustring.codepoint( 'h\u00e9', 1, 2 )", "104 233"),
        ("mw.ustring.codepoint( 'abc', -1 ), mw.ustring.codepoint( 'abc', 2 )", "99 98"),
        ("mw.ustring.byteoffset( 'h\u00e9llo', 3 ), mw.ustring.byteoffset( 'h\u00e9llo', 1, 3 )", "4 4"),
        ("mw.ustring.byteoffset( 'h\u00e9llo', 9 ), mw.ustring.byteoffset( 'h\u00e9llo', -1, 4 )", "nil 2"),
        (
            "mw.ustring.isutf8( 'h\u00e9' ), mw.ustring.isutf8( '\\255' ), mw.ustring.isutf8( '\\237\\160\\128' )",
            "true false false",
        ),
        ("mw.ustring.toNFC( 'e\u0301' ), mw.ustring.toNFD( '\u00e9' ) == 'e\u0301'", "'\u00e9' true"),
        ("mw.ustring.toNFKC( '\ufb01' ), mw.ustring.toNFKD( '\u00b2' ), mw.ustring.toNFC( '\\255' )", "'fi' '2' nil"),
        (
            "( function() local t = {} for c in mw.ustring.gcodepoint( 'a\u00e9' ) do t[#t + 1] = c end "
            "return t end )()",
            "{1=97 2=233}",
        ),
        ("pcall( mw.ustring.sub, '\\255', 1 )", "false 'bad argument #1 to 'sub' (string is not UTF-8)'"),
        ("pcall( mw.ustring.upper, {} )", "false 'bad argument #1 to 'uc' (string expected, got table)'"),
    ],
)
def test_values(expression: str, expected: str) -> None:
    assert value(expression) == expected
