"""Modules that attack: nothing of the host is to be had, and all of them end."""

from __future__ import annotations

import pytest

from tests.unit.templates.scribunto.modules import error, expanded, invoke, value, wiki
from wikimill.templates.scribunto.runtime import Runtime

NAMES = (
    *("collectgarbage", "coroutine", "debug.getinfo", "debug.getupvalue", "debug.sethook", "dofile", "gcinfo"),
    *("getfenv", "io", "load", "loadfile", "loadstring", "module", "mw.executeModule"),
    *("mw.makeProtectedEnvFuncs", "mw_interface", "newproxy", "os.execute", "os.exit", "os.getenv", "os.remove"),
    *("package.cpath", "package.loadlib", "package.path", "print", "python", "setfenv", "string.dump"),
)
TIMEOUT = "The time allocated for running scripts has expired."


@pytest.mark.parametrize(
    "name",
    NAMES,
)
def test_what_modules_do_not_have(name: str) -> None:
    assert value(name) == "nil"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("getmetatable( '' )", "nil"),
        ("tostring( {} ), tostring( print ), tostring( pairs )", "'table' 'nil' 'function'"),
        ("pcall( require, '/etc/passwd' )", "false 'package.lua:80: module '/etc/passwd' not found'"),
        ("pcall( require, '../../mw' )", "false 'package.lua:80: module '../../mw' not found'"),
        ("type( require( 'mwInit' ).makeProtectedEnvFuncs ), pcall( mw.clone, nil )", "'function' true nil"),
        ("pcall( string.rep )", "false 'bad argument #1 to 'rep' (string expected, got nil)'"),
        ("string.rep( 'ab', 3 ), string.rep( 5, '2' ), string.rep( '', 2 ^ 52 )", "'ababab' '55' ''"),
        ("unpack( { 1, 2, 3 }, 2 )", "2 3"),
        ("#{ unpack( {}, 1, 7000 ) }", "0"),
    ],
)
def test_what_they_have(expression: str, expected: str) -> None:
    assert value(expression) == expected


def test_compiled_code_is_no_module() -> None:
    text = expanded(wiki({"Module:T": "\x1bLua"}), "{{#invoke:T|f}}")
    assert "binary chunk marker" in error(text)


def test_errors_of_python_are_none_of_a_module() -> None:
    def fails() -> None:
        raise KeyError("secret")

    lua = Runtime(lambda file, line: None, lambda: 0, lambda: None)
    code = b"local call = mw_interface.fails caught = { pcall( call ) } caught[3] = type( caught[2] ) return caught"
    caught = lua.register("test.lua", code, {"fails": fails}, {})
    assert (caught[1], caught[3]) == (False, b"string")


def test_attributes_of_objects_are_hidden() -> None:
    lua = Runtime(lambda file, line: None, lambda: 0, lambda: None)
    get = lua.register("test.lua", b"return function( object ) return object.__class__ end", {}, {})
    with pytest.raises(AttributeError):
        get(ValueError())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return unpack( {}, 1, 2 ^ 31 - 1 )", "Lua error: too many results to unpack."),
        ("return ( unpack( {}, -2 ^ 31, 1 ) )", "Lua error in Module:T at line 1: too many results to unpack."),
        ("return ( unpack( {}, 1, 0 / 0 ) )", "Lua error in Module:T at line 1: too many results to unpack."),
        ("local function f() return 1 + f() end return f()", "Lua error in Module:T at line 1: stack overflow."),
        (
            "return ( '%99999d' ):format( 5 )",
            "Lua error in Module:T at line 1: invalid format (width or precision too long).",
        ),
        (
            "return mw.loadData( 'Module:F' )",
            "Lua error: data for mw.loadData contains unsupported data type 'function'.",
        ),
    ],
)
def test_bombs(body: str, message: str) -> None:
    assert error(invoke(body, pages={"Module:F": "return { f = function() end }"})) == message


def test_a_pattern_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    from wikimill.templates.scribunto import matching

    monkeypatch.setattr(matching, "SECONDS", 0.05)
    body = "return mw.ustring.find( ( 'abc' ):rep( 3000 ), '" + ".-b" * 5 + "x' )"
    assert "PCRE backtrack limit reached" in error(invoke(body))
