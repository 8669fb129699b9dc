"""Modules that attack: what they make is an error or a text, and the next page is expanded as ever."""

from __future__ import annotations

import pytest

from tests.unit.templates.scribunto.test_modules import run, with_modules
from tests.unit.templates.wiki import Pages

TIMEOUT = "The time allocated for running scripts has expired."


@pytest.fixture(autouse=True)
def small_allowance(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that what never ends ends soon."""


@pytest.mark.parametrize(
    "lua",
    [
        "while true do end return 1",
        "while true do pcall(function() while true do end end) end return 1",
        "local function f() return pcall(f) end while true do f() end return 1",
        "repeat xpcall(error, function() while true do end end) until false return 1",
        "local function f() return f() end return f()",
        "local t = setmetatable({}, { __index = function(t, k) while true do end end }) return t.x",
        "return tostring(setmetatable({}, { __tostring = function() while true do end end }))",
        "coroutine = nil while true do mw.ustring.len('a') end return 1",
        "for i = 1, math.huge do frame:preprocess('{{lc:A}}') end return 1",
    ],
)
def test_what_never_ends_is_ended(lua: str) -> None:
    assert TIMEOUT in run(lua)


@pytest.mark.parametrize(
    "lua",
    [
        "local t = {} while true do t[#t + 1] = ('x'):rep(2^20) .. #t end return 1",
        "return ('x'):rep(2^32)",
        "return ('x'):rep(2^52)",
        "local s = 'x' while true do s = s .. s end return s",
        "return string.format('%' .. ('9'):rep(99) .. 'd', 1)",
        "return table.concat({ unpack({}, 1, 2^31 - 1) })",
        "return unpack({}, -2^31, 2^31 - 1)",
        "return select(2^31, 1)",
        "local function f() return 1 + f() end return f()",
        "local t = {} t.t = t return mw.text.jsonEncode(t)",
        "return mw.text.jsonDecode(('['):rep(1e6))",
        "return mw.ustring.rep('x', 2^40)",
        "return frame:preprocess(('{{lc:'):rep(1e5))",
    ],
)
def test_what_grows_without_end_is_an_error(lua: str) -> None:
    assert 'class="scribunto-error"' in run(lua) or len(run(lua)) < 1 << 22


@pytest.mark.parametrize(
    "lua",
    [
        "io.open('/etc/passwd')",
        "os.execute('true')",
        "os.remove('x')",
        "os.getenv('HOME')",
        "package.loadlib('x', 'y')",
        "debug.getregistry()",
        "debug.sethook()",
        "string.dump(run)",
        "loadstring('return 1')()",
        "load(function() end)",
        "dofile('/etc/passwd')",
        "loadfile('/etc/passwd')",
        "require('/etc/passwd')",
        "require('../../boot')",
        "require('os').execute('true')",
        "require('python')",
        "python.eval('1')",
        "getmetatable('').__index.dump",
        "mw_interface.x()",
        "php.x()",
        "newproxy()",
        "collectgarbage('count')",
        "getfenv(0).io.open('x')",
        "getfenv(mw.text.split).io.open('x')",
        "setfenv(0, {})()",
        "mw.title.new.__globals__",
        "mw.text.jsonEncode.__class__",
    ],
)
def test_nothing_of_the_machine_is_to_be_had(lua: str) -> None:
    """Each of them ends with an error of Lua's, or with nothing."""
    shown = run(f"return tostring({lua})")
    assert 'class="scribunto-error"' in shown or shown == "nil"


def test_a_page_after_an_attack_is_expanded_as_ever() -> None:
    pages = {"Module:M": "local p = {} function p.loop() while true do end end function p.f() return 'f' end return p"}
    wiki = with_modules(pages)
    wiki.expand_page("A", "{{#invoke:M|loop}}")
    assert wiki.expand_page("B", "{{#invoke:M|f}}").text == "f"


def test_what_a_module_changes_is_gone_on_the_next_page() -> None:
    pages = {
        "Module:M": "local p = {} function p.set() string.rep = nil mw.x = 1 x = 2 return 's' end "
        "function p.get() return tostring(x) .. tostring(mw.x) .. ('a'):rep(2) end return p"
    }
    wiki = with_modules(pages)
    wiki.expand_page("A", "{{#invoke:M|set}}")
    assert wiki.expand_page("B", "{{#invoke:M|get}}").text == "nilnilaa"
    assert isinstance(wiki.source, Pages)
