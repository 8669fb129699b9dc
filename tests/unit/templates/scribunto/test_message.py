"""`mw.message`. Rows were compared with MediaWiki 1.39."""

from __future__ import annotations

import dataclasses

import pytest

from tests.unit.templates.scribunto.modules import value
from tests.unit.templates.wiki import SITE
from wikimill.templates.scribunto.message import interface_message, is_language_code


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("mw.message.new( 'january' ):plain(), tostring( mw.message.new( 'January' ) )", "'January' 'January'"),
        ("mw.message.new( 'january' ):inLanguage( 'de' ):plain()", "'Januar'"),
        ("mw.message.new( 'no<key' ):plain() == '\u29fcno&lt;key\u29fd'", "true"),
        ("mw.message.new( 'nokey' ):exists(), mw.message.new( 'january' ):exists()", "false true"),
        ("mw.message.newRawMessage( '' ):isBlank(), mw.message.newRawMessage( '-' ):isDisabled()", "true true"),
        ("mw.message.newRawMessage( '$1 $2 $10 $3', 'a', 5 ):plain()", "'a 5 a0 $3'"),
        ("mw.message.newRawMessage( '$1', { 'a' } ):plain()", "'a'"),
        ("mw.message.newRawMessage( '$1|$2' ):rawParams( '<b>' ):numParams( 12345 ):plain()", "'<b>|12,345'"),
        ("mw.message.newRawMessage( '$1', '$1' ):plain()", "'$1'"),
        ("mw.message.newFallbackSequence( 'nokey', 'january' ):plain()", "'January'"),
        ("mw.message.getDefaultLanguage().code", "'en'"),
    ],
)
def test_values(expression: str, expected: str) -> None:
    assert value(expression) == expected


def test_a_language_that_is_none() -> None:
    text = value("pcall( function() return mw.message.new( 'january' ):inLanguage( 'a<' ):plain() end )")
    assert text.endswith("""msg:plain() failed (Invalid language code "a<")'""")


def test_interface_message() -> None:
    site = dataclasses.replace(SITE, messages={"and": " plus"})
    assert interface_message(site, "and") == " plus"
    assert interface_message(site, "comma-separator") == ", "
    assert interface_message(site, "and", "de") == " und"
    assert interface_message(site, "nokey") is None


@pytest.mark.parametrize(
    ("code", "valid"), [("de", True), ("zh-hant", True), ("a b", True), ("a/b", False), ("x" * 200, False)]
)
def test_is_language_code(code: str, valid: bool) -> None:
    assert is_language_code(code) is valid
