"""Lua patterns as regular expressions."""

from __future__ import annotations

import pytest

from wikimill.templates.scribunto.patterns import translate
from wikimill.templates.scribunto.values import LuaError


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("", "abc", ""),
        (".", "\n", "\n"),
        ("%a+", "1\u00e9\u0416\u65e5x2", "\u00e9\u0416\u65e5x"),
        ("%d+", "a\u0663\u0665b", "\u0663\u0665"),
        ("%l", "A\u00c9\u00e9", "\u00e9"),
        ("%u", "a\u00e9\u00c9", "\u00c9"),
        ("%s+", "a\u3000\u00a0 b", "\u3000\u00a0 "),
        ("%p+", "a\u00bf!b", "\u00bf!"),
        ("%c", "a\x85", "\x85"),
        ("%x+", "zfF\uff19\uff21", "fF\uff19\uff21"),
        ("%w+", "-\u00e93\u00b2", "\u00e93"),
        ("%z", "a\0", "\0"),
        ("%A+", "a12b", "12"),
        ("%S+", " ab ", "ab"),
        ("%X+", "fgh", "gh"),
        ("%W+", "a\u00b2-b", "\u00b2-"),
        ("[%a_]+", "1a_b", "a_b"),
        ("[%W]+", "a\u00b2-b", "\u00b2-"),
        ("[%S]+", " ab ", "ab"),
        ("[^%s]+", " ab ", "ab"),
        ("[]]", "a]", "]"),
        ("[^]]", "]a", "a"),
        ("[a-]+", "b-a-", "-a-"),
        ("[z-a]", "za", None),
        ("[^z-a]", "q", "q"),
        ("[\u00e0-\u00fd]+", "a\u00e9\u00fcz", "\u00e9\u00fc"),
        ("[%]%-]+", "a]-", "]-"),
        ("[[]", "a[", "["),
        ("a-b", "aaab", "aaab"),
        ("a.-b", "axbxb", "axb"),
        ("x?y", "xy", "xy"),
        ("(.)%1", "abbc", "bb"),
        ("%b()", "x(a(b)c)y", "(a(b)c)"),
        ("%b''", "x'a'b'", "'a'"),
        ("%f[%w]%w+", "  ab", "ab"),
        ("%f[%W]", "ab", ""),
        ("%f[^a]", "aab", ""),
        ("b$", "ab", "b"),
        ("b$", "ab\n", "b"),
        ("a$b", "a$b", "a$b"),
        ("a^b", "a^b", "a^b"),
        ("^b", "ab", None),
        ("^*", "*", "*"),
        ("(ab)*", "ab*", "ab*"),
        ("%.%%", "a.%", ".%"),
        ("%q", "q", "q"),
        ("\u00e9", "e\u00e9", "\u00e9"),
    ],
)
def test_matches(pattern: str, text: str, found: str | None) -> None:
    translated = translate(pattern, "find")
    method = translated.expression.match if translated.here else translated.expression.search
    match = method(text)
    assert (match and match[0]) == found


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("%", "malformed pattern (ends with '%')"),
        ("(a", "Unclosed capture beginning at pattern character 1"),
        ("a(", "Unmatched open-paren at pattern character 2"),
        ("a)", "Unmatched close-paren at pattern character 2"),
        ("a]", "Unmatched close-bracket at pattern character 2"),
        ("a[b", "Missing close-bracket for character set beginning at pattern character 2"),
        ("[%", "Missing close-bracket for character set beginning at pattern character 1"),
        ("%b(", "malformed pattern (missing arguments to \\'%b\\')"),
        ("%fa", "missing '[' after %f in pattern at pattern character 1"),
        ("%1", "invalid capture index %1 at pattern character 1"),
        ("(a%1)", "invalid capture index %1 at pattern character 3"),
    ],
)
def test_errors(pattern: str, message: str) -> None:
    with pytest.raises(LuaError) as error:
        translate(pattern, "find")
    assert str(error.value) == message


def test_anchor() -> None:
    assert translate("^a", "find").here
    assert translate("^a", "gsub").expression.search("ba") is None
    assert translate("^a", "gmatch").expression.search("^a")[0] == "^a"


def test_captures_of_places() -> None:
    assert translate("(a)()", "find").positions == (False, True)


def test_short_texts_need_no_limit_of_time() -> None:
    assert translate("abc", "find").safe == 1_000_000
    assert translate("a*b*c*", "find").safe in (99, 100)
