"""`mw.language`. Rows were compared with MediaWiki 1.39."""

from __future__ import annotations

import pytest

from tests.unit.templates.scribunto.modules import expanded, value, wiki

EN = "mw.language.new( 'en' )"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (
            f"{EN}:lc( '\u00c9\u03a3' ), {EN}:uc( '\u00e9\u00df' ), {EN}:caseFold( 'a' )",
            "'\u00e9\u03c3' '\u00c9SS' 'A'",
        ),
        (f"{EN}:ucfirst( '\u00e9a' ), {EN}:lcfirst( '\u00c9a' ), {EN}:ucfirst( '' )", "'\u00c9a' '\u00e9a' ''"),
        ("mw.language.new( 'tr' ):ucfirst( 'ia' ), mw.language.new( 'tr' ):lcfirst( 'Ia' )", "'\u0130a' '\u0131a'"),
        (f"{EN}:formatNum( 1234567.891 ), {EN}:formatNum( 1234, {{ noCommafy = true }} )", "'1,234,567.891' '1234'"),
        (f"{EN}:formatNum( -5 ), mw.language.new( 'de' ):formatNum( 1234.5 )", "'\u22125' '1.234,5'"),
        (
            f"{EN}:parseFormattedNumber( '1,234.5' ), mw.language.new( 'de' ):parseFormattedNumber( '1.234,5' )",
            "1234.5 1234.5",
        ),
        (f"{EN}:parseFormattedNumber( {{}} ), {EN}:parseFormattedNumber( 'x' )", "nil nil"),
        (
            f"{EN}:plural( 1, 'a', 'b' ), {EN}:plural( 2, {{ 'a', 'b' }} ), {EN}:plural( 0, '0=none', 'a', 'b' )",
            "'a' 'b' 'none'",
        ),
        (f"{EN}:plural( 1, {{}} ), mw.language.new( 'pl' ):plural( 5, 'a', 'b', 'c' )", "'' 'c'"),
        (
            f"{EN}:gender( 'male', 'h', 's' ), {EN}:gender( 'female', 'h', 's' ), {EN}:gender( 'A', 'h', 's', 't' )",
            "'h' 's' 't'",
        ),
        (f"{EN}:gender( 'Ada', {{ 'h', 's' }} ), {EN}:gender( 'Ada', {{}} )", "'h' ''"),
        (f"{EN}:grammar( 'genitive', 'x' )", "'x'"),
        ("mw.language.new( 'ru' ):grammar( 'genitive', 'Википедия' )", "'Википедии'"),
        ("mw.language.new( 'sv' ):convertGrammar( 'Warft', 'genitive' )", "'Warfts'"),
        ("mw.language.new( 'kaa' ):ucfirst( 'ia' ), mw.language.new( 'gag' ):lcfirst( 'Ia' )", "'\u0130a' '\u0131a'"),
        ("mw.language.new( 'zh' ):formatDuration( 3661 )", "'1小时1分钟1秒'"),
        ("mw.language.new( 'jam' ):formatDuration( 61 ):find( '&#039;', 1, true )", "13 18"),
        ("mw.language.new( 'no' ):formatDate( 'F', '2001-05-01' )", "'mai'"),
        ("mw.language.new( 'sd' ):formatNum( 1234.5 ), mw.language.new( 'blk' ):formatNum( 1234 )", "'١٬٢٣٤٫٥' '၁၂၃၄'"),
        (f"{EN}:isRTL(), mw.language.new( 'ar' ):isRTL(), mw.language.new( 'he' ):getDir()", "false true 'rtl'"),
        (f"{EN}:formatDuration( 3661 ), {EN}:formatDuration( 0 )", "'1 hour, 1 minute and 1 second' '0 seconds'"),
        (f"{EN}:formatDuration( 90061, {{ 'hours', 'minutes' }} )", "'25 hours and 1 minute'"),
        (f"{EN}:getDurationIntervals( 90061 )", "{'days'=1 'hours'=1 'minutes'=1 'seconds'=1}"),
        (f"{EN}:formatDate( 'Y-m-d H:i', '@86400' ), {EN}:formatDate( 'Y' )", "'1970-01-02 00:00' '2026'"),
        (f"{EN}:formatDate( 'j F', '1 may 2001' ), {EN}:formatDate( 'Y', '2019' )", "'1 May' '2019'"),
        ("mw.language.new( 'de' ):formatDate( 'F', '2001-05-01' ), mw.getContentLanguage().code", "'Mai' 'en'"),
        (
            "mw.language.fetchLanguageName( 'ALS' ), mw.language.fetchLanguageName( 'x' )",
            "'Alemannisch' ''",
        ),
        ("mw.language.fetchLanguageNames().fr", "'fran\u00e7ais'"),
        ("mw.language.getFallbacksFor( 'de-at' ), mw.language.getFallbacksFor( 'en' )", "{1='de' 2='en'} {}"),
        ("mw.language.isSupportedLanguage( 'de' ), mw.language.isKnownLanguageTag( 'de' )", "true true"),
        (
            "mw.language.isKnownLanguageTag( 'xx' ), mw.language.isValidBuiltInCode( 'EN' )",
            "false false",
        ),
        ("mw.language.new( 'zh-hant-tw' ):toBcp47Code()", "'zh-Hant-TW'"),
    ],
)
def test_values(expression: str, expected: str) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("mw.language.new( 'a<b' ):uc( 'x' )", "language code 'a<b' is invalid"),
        (f"{EN}:formatNum( '5' )", "bad argument #1 to 'formatNum' (number expected, got string)"),
        (f"{EN}:formatNum( 1 / 0 )", "bad argument #1 to 'formatNum' (infinite)"),
        (f"{EN}:formatNum( 0 / 0 )", "bad argument #1 to 'formatNum' (NaN)"),
        (f"{EN}:formatDate( 'Y', 'nonsense' )", "bad argument #2 to 'formatDate' (not a valid timestamp)"),
        (f"{EN}:plural( 'x', 'a' )", "bad argument #1 to 'convertPlural' (number expected, got string)"),
        (f"{EN}:lc( 5 )", "bad argument #1 to 'lc' (string expected, got number)"),
        (
            f"{EN}.lc( 'x' )",
            "mw.language: invalid language object. Did you call lc with a dot instead of a colon, "
            "i.e. lang.lc() instead of lang:lc()?",
        ),
        ("mw.language.new()", "too few arguments to mw.language.new()"),
    ],
)
def test_errors(expression: str, message: str) -> None:
    assert value(f"pcall( function() local x = {expression} end )").endswith(f"{message}'")


def test_languages_are_bounded_on_a_page_and_not_by_pages_before() -> None:
    code = "for i = 1, tonumber( frame.args[1] ) do mw.language.new( 'x' .. i ):uc( 'x' ) end return 'on'"
    expander = wiki({"Module:T": f"return {{ f = function( frame ) {code} end }}"})
    assert "too many language codes requested" in expanded(expander, "{{#invoke:T|f|60}}")
    assert expanded(expander, "{{#invoke:T|f|20}}") == "on"


def test_clocks_are_only_asked_for_what_depends_on_them() -> None:
    code = "return mw.getContentLanguage():formatDate( 'Y', frame.args[1] )"
    expander = wiki({"Module:T": f"return {{ f = function( frame ) {code} end }}"})
    assert expanded(expander, "{{#invoke:T|f|2001-05-01}}") == "2001"
    assert not expander.clock_asked
    assert expanded(expander, "{{#invoke:T|f|tomorrow}}") == "2026"
    assert expander.clock_asked
