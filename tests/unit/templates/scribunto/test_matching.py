"""`mw.ustring.find` and its kin. Rows were compared with MediaWiki 1.39."""

from __future__ import annotations

import pytest

from tests.unit.templates.scribunto.modules import invoke, value

EACH = (
    "( function() local out = {{}} for a, b in mw.ustring.gmatch( {} ) do out[#out + 1] = {{ a, b }} end "
    "return out end )()"
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("mw.ustring.find( 'h\u00e9llo', 'l' )", "3 3"),
        ("mw.ustring.find( 'h\u00e9llo', '(l)(o)' )", "4 5 'l' 'o'"),
        ("mw.ustring.find( 'h\u00e9llo', 'x' )", "nil"),
        ("mw.ustring.find( 'h\u00e9llo', '' , 10 )", "6 5"),
        ("mw.ustring.find( 'abcabc', 'b', -2 )", "5 5"),
        ("mw.ustring.find( 'abcabc', '^b', 2 )", "2 2"),
        ("mw.ustring.find( 'a.c', '.', 1, true )", "2 2"),
        ("mw.ustring.find( 'a.c', '', 2, true )", "2 1"),
        ("mw.ustring.find( 'abc', 'x', 1, true )", "nil"),
        ("mw.ustring.find( 123, 2 )", "2 2"),
        ("mw.ustring.match( '\u00e9t\u00e9 2020', '(%a+) (%d+)' )", "'\u00e9t\u00e9' '2020'"),
        ("mw.ustring.match( '\u00e9t\u00e9', '()t()' )", "2 3"),
        ("mw.ustring.match( 'abc', 'b' )", "'b'"),
        ("mw.ustring.match( 'abc', 'x' )", "nil"),
        (EACH.format("'a=1, b=2', '(%w+)=(%w+)'"), "{1={1='a' 2='1'} 2={1='b' 2='2'}}"),
        (EACH.format("'a\u00e9', '.'"), "{1={1='a'} 2={1='\u00e9'}}"),
        (EACH.format("'ab', '()'"), "{1={1=1} 2={1=2} 3={1=3}}"),
        (EACH.format("'^a', '^a'"), "{1={1='^a'}}"),
        ("mw.ustring.gsub( 'h\u00e9llo', 'l', 'L' )", "'h\u00e9LLo' 2"),
        ("mw.ustring.gsub( 'h\u00e9llo', 'l', 'L', 1 )", "'h\u00e9Llo' 1"),
        ("mw.ustring.gsub( 'abc', '%w', '%0%0%%' )", "'aa%bb%cc%' 3"),
        ("mw.ustring.gsub( 'abc', '(a)(b)', '%2%1' )", "'bac' 1"),
        ("mw.ustring.gsub( 'abc', 'b', '<%1>' )", "'a<b>c' 1"),
        ("mw.ustring.gsub( 'abc', '()', '%1' )", "'1a2b3c4' 4"),
        ("mw.ustring.gsub( 'abc', 'b', '%x' )", "'a%xc' 1"),
        ("mw.ustring.gsub( 'abc', 'x*', '-' )", "'-a-b-c-' 4"),
        ("mw.ustring.gsub( 'abc', '^.-', 'X' )", "'XXbc' 2"),
        ("mw.ustring.gsub( 'abc', '.', 'x', 0 )", "'abc' 0"),
        ("mw.ustring.gsub( 'abc', '.', { a = 'X', b = 1 } )", "'X1c' 3"),
        ("mw.ustring.gsub( 'a1', '%d', { 'one' } )", "'aone' 1"),
        ("mw.ustring.gsub( 'abc', '(a)(b)', function( x, y ) return y .. x end )", "'bac' 1"),
        ("mw.ustring.gsub( 'abc', '.', function( c ) if c == 'b' then return 'X' end end )", "'aXc' 3"),
        ("mw.ustring.gsub( 'abc', '.', string.upper, 2 )", "'ABc' 2"),
        ("pcall( mw.ustring.gsub, 'abc', 'b', '%2' )", "false 'invalid capture index %2 in replacement string'"),
        ("pcall( mw.ustring.gsub, 'abc', 'b', { b = {} } )", "false 'invalid replacement value (a table)'"),
        (
            "pcall( mw.ustring.gsub, 'abc', 'b', function() return true end )",
            "false 'invalid replacement value (a boolean)'",
        ),
        ("pcall( mw.ustring.gsub, 'abc', 'b', function() error( 'no' ) end )", "false 'no'"),
        (
            "pcall( mw.ustring.gsub, 'abc', 'b', true )",
            "false 'bad argument #3 to 'gsub' (function or table or string expected, got boolean)'",
        ),
        ("pcall( mw.ustring.gsub, 'abc', 'b' )", "false 'too few arguments to mw.ustring.gsub'"),
        ("pcall( mw.ustring.find, '\\255', 'b' )", "false 'bad argument #1 to 'find' (string is not UTF-8)'"),
        ("pcall( mw.ustring.find, 'a', '\\255' )", "false 'bad argument #2 to 'find' (string is not UTF-8)'"),
        (
            "pcall( mw.ustring.find, 'a', ('a'):rep( 10001 ) )",
            "false 'bad argument #2 to 'find' (pattern is longer than 10000 bytes)'",
        ),
        ("pcall( mw.ustring.find, 'a', 'a', 'x' )", "false 'bad argument #3 to 'find' (number expected, got string)'"),
        (
            "pcall( mw.ustring.find, 'a', 'a', 1, 2 )",
            "false 'bad argument #4 to 'find' (boolean expected, got number)'",
        ),
        ("pcall( mw.ustring.gmatch, 'a' )", "false 'bad argument #2 to 'gmatch' (string expected, got nil)'"),
    ],
)
def test_values(expression: str, expected: str) -> None:
    assert value(expression) == expected


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 63, 64, 65, 500, 5000])
def test_many_matches_come_in_pieces(size: int) -> None:
    body = f"""
    local text, count, parts = ( 'é' ):rep( {size} ), 0, {{}}
    for c in mw.ustring.gmatch( text, '.' ) do count = count + 1 end
    local doubled, times = mw.ustring.gsub( text, '.', function( c ) return c .. c end )
    return count .. ' ' .. #doubled .. ' ' .. times .. ' ' .. #mw.text.split( text, 'é' )"""
    assert invoke(body) == f"{size} {size * 4} {size} {size + 1}"
