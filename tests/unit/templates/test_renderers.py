"""Renderers in Lua: how templates find theirs, what it is given, and what a wrong one does."""

from __future__ import annotations

import logging

import pytest

from wikimill.errors import WikimillError
from wikimill.site.siteinfo import parse_siteinfo
from wikimill.templates.renderers import Renderers, Text
from wikimill.templates.title import parse_title

SITE = parse_siteinfo(
    {
        "general": {"lang": "en"},
        "namespaces": {
            "0": {"id": 0, "name": ""},
            "2": {"id": 2, "name": "User", "canonical": "User"},
            "10": {"id": 10, "name": "Template", "canonical": "Template"},
        },
        "interwikimap": [{"prefix": "lamp", "url": "https://lamp.example/$1"}],
    }
)
REF = "\x7f'\"`UNIQ-ref-0000000A-QINU`\"'\x7f"
LEFT_OUT = "\x7f'\"`UNIQ-wikimill-0000000{}-QINU`\"'\x7f"


def load(lua: str, *more: str, **options: object) -> Renderers:
    files = [(f"file{number}.lua", source.encode()) for number, source in enumerate([lua, *more], 1)]
    renderers = Renderers(files, **options)  # type: ignore[arg-type]
    renderers.start("Hest")
    return renderers


class Call:
    """The arguments of a call; `asked` are those that were expanded."""

    def __init__(self, **arguments: str) -> None:
        self.arguments = {name.removeprefix("_"): text for name, text in arguments.items()}
        self.asked: list[str] = []

    def names(self) -> list[str]:
        return list(self.arguments)

    def get(self, name: str) -> str | None:
        self.asked.append(name)
        return self.arguments.get(name)


NAMES = """return {
  tide = function(_, name) return 'tide: ' .. name end,
  FRA = function(_, name) return 'FRA: ' .. name end,
  ['eBay'] = function(_, name) return 'eBay: ' .. name end,
  ['cite *'] = function(_, name) return 'cite: ' .. name end,
  ['cite-*'] = function(_, name) return 'cite-: ' .. name end,
  ['cite web'] = function(_, name) return 'web: ' .. name end,
  ['*-stub'] = false,
  ['* topics'] = false,
  ['tide table *'] = function(_, name) return 'table: ' .. name end,
  ['tide *'] = false,
  ['*/day of tides'] = false,
  ['étude'] = function(_, name) return name end,
  ['#ask:'] = function(arguments) return 'asked ' .. arguments[1] end,
}"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tide", "tide: tide"),
        ("Tide", "tide: tide"),
        ("TIDE", "tide: tide"),
        ("FRA", "FRA: FRA"),
        ("fRA", "FRA: FRA"),
        ("Fra", None),
        ("EBay", "eBay: EBay"),
        ("ebay", None),
        ("Cite web", "web: cite web"),
        ("Cite book", "cite: cite book"),
        ("Cite book of hours", "cite: cite book of hours"),
        ("Cite-x", "cite-: cite-x"),
        ("Cite", None),
        ("Hest-stub", False),
        ("Hest topics", False),
        ("topics", None),
        ("Tide table Hest", "table: tide table hest"),
        ("Tide tables", False),
        ("Hest/day of tides", False),
        ("Day of tides", None),
        ("Étude", "étude"),
        ("#ask:", "asked x"),
        ("", None),
        ("unknown", None),
    ],
)
def test_a_name_finds_its_renderer(name: str, text: Text) -> None:
    assert load(NAMES).render(name, {"1": "x"}) == text


def test_the_last_file_that_has_a_name_counts() -> None:
    renderers = load("return { a = function() return '1' end, b = false }", "return { a = false }")
    assert [renderers.render(name, {}) for name in ("a", "b", "c")] == [False, False, None]


@pytest.mark.parametrize(
    ("lua", "arguments", "text"),
    [
        ("arguments[1] .. arguments[2] .. arguments.at", {"1": "x", "2": "ÿ", "at": "z"}, "xÿz"),
        ("arguments[1]", {"2": "x"}, False),
        ("math.type(next(arguments))", {"7": ""}, "integer"),
        ("type(next(arguments))", {"07": ""}, "string"),
        ("type(next(arguments))", {"7" * 30: ""}, "string"),
        ("type(next(arguments))", {"٣": ""}, "string"),
        ("arguments.a and #arguments.a", {"a": "x" * 100_000}, "100000"),
        ("5", {}, "5"),
        ("2.5", {}, "2.5"),
        ("''", {}, ""),
        ("false", {}, False),
        ("'\\xff'", {}, "\ufffd"),
        ("arguments[1]", {"1": "\ud800"}, "?"),
        # Strip markers are numbers to a renderer, and what was left out is as good as nothing.
        ("arguments[1]:upper():gsub('%d', '%0')", {"1": f"a{REF}"}, f"A{REF}"),
        ("arguments[1] .. arguments[1]", {"1": REF}, REF + REF),
        ("#arguments[1]", {"1": REF}, "3"),
        ("'\\127' .. '99\\127'", {"1": REF}, ""),
        ("arguments[1]:find('[^%s\\1]') or 'nothing'", {"1": f" {LEFT_OUT.format(1)}"}, "nothing"),
        ("arguments[2] .. arguments[1]", {"1": LEFT_OUT.format(1), "2": "x"}, f"x{LEFT_OUT.format(1)}"),
        ("'\\1' .. arguments[1]", {"1": LEFT_OUT.format(1)}, f"{LEFT_OUT.format(1)}\1"),
        (
            "arguments[1] .. arguments[2] .. arguments[3]",
            {"1": LEFT_OUT.format(1), "2": REF, "3": LEFT_OUT.format(2)},
            LEFT_OUT.format(1) + REF + LEFT_OUT.format(2),
        ),
    ],
)
def test_what_a_renderer_is_given_and_gives(lua: str, arguments: dict[str, str], text: Text) -> None:
    renderers = load(f"return {{ x = function(arguments) return ({lua}) end }}")
    assert renderers.render("x", arguments) == text


@pytest.mark.slow
def test_many_arguments() -> None:
    renderers = load("return { x = function(arguments) return #arguments end }")
    assert renderers.render("x", {str(number): "a" for number in range(1, 100_001)}) == "100000"


def test_arguments_are_expanded_for_a_function_alone() -> None:
    renderers = load("return { x = function(arguments) return arguments[1] .. (arguments.a or '') end, y = false }")
    for title, text, asked in [
        ("X", "bc", ["1", "a"]),
        ("Template:x", "bc", ["1", "a"]),
        ("Y", False, []),
        ("Z", None, []),
        ("User:X", None, []),
        (":X", None, []),
        ("lamp:X", None, []),
    ]:
        named, call = parse_title(SITE, title, 10), Call(_1="\tb\n ", a="c")
        assert named is not None
        assert renderers.text(named, call) == text
        assert call.asked == asked


def test_infoboxes_are_tables_where_they_are_to_be() -> None:
    named = parse_title(SITE, "Infobox lamp", 10)
    assert named is not None
    call = Call(height="22 m", _1="x")
    assert load("return {}").text(named, call) is None
    assert load("return { ['infobox *'] = false }").text(named, call) is False
    lamp = "return { ['infobox lamp'] = function() return 'a lamp' end }"
    for lua in ("return {}", "return { ['infobox *'] = false }", lamp):
        assert load(lua, infoboxes=True).text(named, call) == "\n{|\n|-\n| height || 22 m\n|}\n"
    assert load(lamp).text(named, call) == "a lamp"
    assert load("return {}", infoboxes=True).text(named, Call(_1="x")) is False


def test_what_lua_has() -> None:
    renderers = load(
        """
        local page, tides = require 'page', require 'tides'
        return {
          page = function() return page.title .. page.site.language .. page.options.tables end,
          tides = function() return tides.low .. (require 'tides' == tides and '!' or '') end,
          text = function(arguments)
            local text, all = pandoc.text, arguments[1]
            return table.concat({
              text.lower(all), text.upper(all), text.len(all), text.sub(all, 2), text.sub(all, -1),
              text.sub(all, 1, -2), text.sub(all, 9) .. '.', text.sub('\\xff\\xc3\\xa9', 2),
              text.lower(5), (('a'):gsub('a', text.upper)),
            }, ' ')
          end,
          nothing = function() return tostring(python) .. tostring(pcall(require, 'outside')) end,
        }
        """,
        modules={"tides": b"return { low = 'low' }"},
        language="en",
        options={"tables": "keep"},
    )
    assert renderers.render("page", {}) == "Hestenkeep"
    renderers.start("Ébène")
    assert renderers.render("page", {}) == "Ébèneenkeep"
    assert renderers.render("tides", {}) == "low!"
    assert renderers.render("text", {"1": "ÉtÉ"}) == "été ÉTÉ 3 tÉ É Ét . é 5 A"
    assert renderers.render("nothing", {}) == "nilfalse"


def test_what_a_renderer_prints_goes_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    written = "print('a', nil, 1) io.write 'b\\n' io.stdout:write 'c\\n'"
    assert load(f"return {{ x = function() {written} return 'done' end }}").render("x", {}) == "done"
    assert capfd.readouterr() == ("", "a\tnil\t1\nb\nc\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lua", "problem"),
    [
        ("error 'no lamp'", "file1.lua:3: no lamp"),
        ("error('no lamp\\nthere', 0)", "file1.lua: no lamp there"),
        ("error {}", "file1.lua: table: 0x"),
        ("error()", "file1.lua: nil"),
        ("return nothing.here", "file1.lua:3: attempt to index a nil value (global 'nothing')"),
        ("return {}", "file1.lua: it returned a table"),
        ("return print", "file1.lua: it returned a function"),
        ("return pandoc.text.sub('a', {})", "'<' not supported"),
        ("while true do end", "file1.lua: it takes too long"),
        ("while true do pcall(function() while true do end end) end", "file1.lua: it takes too long"),
        ("return ('x'):rep(1 << 40)", "file1.lua:3: resulting string too large"),
        ("return ('x'):rep(1 << 28)", "not enough memory"),
        ("local t = {} for i = 1, 1 << 28 do t[i] = i end", ""),
        ("local function f() return f() .. 'x' end return f()", "file1.lua:3: stack overflow"),
        ("return wrong.lamp()", "wrong.lua:1: no such lamp"),
    ],
)
def test_a_renderer_that_fails_is_named_and_leaves_out_its_template(
    lua: str, problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    renderers = load(
        f"local wrong = require 'wrong'\nreturn {{ ['x y'] = function()\n{lua}\nend,\ny = function() return 'y' end }}",
        modules={"wrong": b"return { lamp = function() error 'no such lamp' end }"},
    )
    with caplog.at_level(logging.WARNING):
        assert renderers.render("X y", {}) is False
        assert caplog.messages == []
        renderers.finish()
    assert caplog.messages[0].startswith("page Hest: template X y failed and is left out: ")
    assert problem in caplog.messages[0]
    assert "\n" not in caplog.messages[0]
    assert len(caplog.messages[0]) < 300
    assert renderers.render("y", {}) == "y"


def test_a_renderer_that_fails_is_named_once_for_each_page(caplog: pytest.LogCaptureFixture) -> None:
    renderers = load("return { x = function(arguments) error(arguments[1]) end, y = function() error 'no' end }")
    for text in ("a", "b", "c"):
        assert renderers.render("X", {"1": text}) is False
    assert renderers.render("Y", {}) is False
    renderers.finish()
    renderers.start("Next")
    assert renderers.render("X", {"1": "d"}) is False
    renderers.finish()
    renderers.finish()
    assert caplog.messages == [
        "page Hest: template X failed and is left out (3 times): file1.lua:1: a",
        "page Hest: template Y failed and is left out: file1.lua:1: no",
        "page Next: template X failed and is left out: file1.lua:1: d",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lua", "problem"),
    [
        ("return {\n  x = (\n}", "file1.lua:3: unexpected symbol near '}'"),
        ("return 5", "file1.lua: a file of renderers ends with `return` and a table"),
        ("", "file1.lua: a file of renderers ends with `return` and a table"),
        ("return { x = 'text' }", "file1.lua: [x] is neither a function nor false"),
        ("return { x = true }", "file1.lua: [x] is neither a function nor false"),
        ("return { function() end }", "file1.lua: [1] is neither a function nor false"),
        ("\nlocal lamp = require 'lamp'", "file1.lua:2: module 'lamp' not found"),
        ("error { 1 }", "file1.lua: table"),
        ("\x1bLua", "file1.lua: attempt to load a binary chunk"),
        ("while true do end", "file1.lua: it takes too long"),
    ],
)
def test_a_file_that_is_none_of_renderers_is_named(lua: str, problem: str) -> None:
    with pytest.raises(WikimillError) as raised:
        load(lua)
    assert problem in str(raised.value)
    assert str(raised.value).endswith("; correct this file of renderers")
