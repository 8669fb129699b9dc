"""`frame` and what it asks of the expander. Rows were compared with MediaWiki 1.39."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.unit.templates.scribunto.modules import error, expanded, invoke, wiki
from tests.unit.templates.wiki import NOW, SITE, Pages
from wikimill.templates.expander import Expander
from wikimill.templates.frame import Frame
from wikimill.templates.scribunto.engine import Modules
from wikimill.templates.title import Title

PAGES = {
    "Template:Box": "[{{{1}}}|{{{2}}}|{{{name}}}]",
    "Template:Show": "{{#invoke:T|f|own}}",
    "Template:Loop": "{{#invoke:Loop|f}}",
    "Module:Loop": "return { f = function( frame ) return frame:expandTemplate{ title = 'Loop' } end }",
    "Article": "text of {{PAGENAME}}",
}
PARENT = """
local out = {}
for key, text in pairs( frame:getParent().args ) do
    out[#out + 1] = type( key ) .. ' ' .. key .. '=' .. text
end
table.sort( out )
return table.concat( out, ';' ) .. ' ' .. frame:getParent():getTitle()
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "arguments", "expected"),
    [
        ("return frame:getTitle()", "", "Module:T"),
        ("return frame:getParent():getTitle()", "", "Corncrake"),
        ("return tostring( frame.args.missing )", "", "nil"),
        ("return frame.args['1'] .. frame.args[1]", "|a", "aa"),
        ("local s = '' for i, text in ipairs( frame.args ) do s = s .. i .. text end return s", "|a|b||d", "1a2b34d"),
        ("return frame:getArgument( 'x' ):expand()", "|x= y ", "y"),
        ("return frame:preprocess( '{{lc:ABC}} {{{1}}}' )", "|z", "abc z"),
        ("return frame:preprocess{ text = '{{{nope|default}}}' }", "", "default"),
        ("return frame:expandTemplate{ title = 'Box', args = { 'a ', 2, name = ' n ' } }", "", "[a |2|n]"),
        ("return frame:expandTemplate{ title = ':Article' }", "", "text of Corncrake"),
        ("return frame:expandTemplate{ title = mw.title.new( 'Article' ) }", "", "text of Corncrake"),
        ("return frame:callParserFunction( 'lc', 'ABC' )", "", "abc"),
        ("return frame:callParserFunction{ name = '#if', args = { '1', 'yes', 'no' } }", "", "yes"),
        ("return frame:callParserFunction( '#if:', { 'yes', 'no' } )", "", "no"),
        ("return frame:callParserFunction( 'lc:ABC' )", "", "abc"),
        ("return frame:extensionTag( 'nowiki', 'a{{b}}' )", "", "<nowiki>a{{b}}</nowiki>"),
        ("return frame:extensionTag{ name = 'ref', content = 'q', args = { a = 'n' } }", "", '<ref a="n">q</ref>'),
        (
            "local c = frame:newChild{ title = 'Box', args = { 'q', a = ' b ' } } "
            "return c:getTitle() .. c.args[1] .. c.args.a .. c:preprocess( '{{{1}}}{{{a}}}' )",
            "",
            "Boxqbqb",
        ),
        ("return frame:newChild{ args = { 'q' } }:getTitle()", "", "Module:T"),
        ("return tostring( frame:getParent():getParent() )", "", "nil"),
        ("return tostring( mw.isSubsting() )", "", "false"),
        ("mw.addWarning( 'x' ) mw.log( 'y' ) mw.logObject( {} ) return 'on'", "", "on"),
        ("mw.incrementExpensiveFunctionCount() return 'on'", "", "on"),
    ],
)
def test_frame(body: str, arguments: str, expected: str) -> None:
    assert invoke(body, arguments, PAGES) == expected


def test_parent_has_the_arguments_of_the_template() -> None:
    pages = {**PAGES, "Module:T": f"return {{ f = function( frame ) {PARENT} end }}"}
    text = "{{Show|a|k= v |7= e }}"
    assert expanded(wiki(pages), text) == "number 1=a;number 7=e;string k=v Template:Show"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return frame:expandTemplate{ title = 'Owl' }", 'Lua error: expandTemplate: template "Owl" does not exist.'),
        ("return frame:expandTemplate{ title = '<' }", 'Lua error: expandTemplate: invalid title "<".'),
        ("return frame:callParserFunction( 'no', 'x' )", 'Lua error: callParserFunction: function "no" was not found.'),
        ("return frame:newChild{ title = '<' }", "Lua error in mw.lua at line 294: newChild: invalid title."),
        (
            "local x = frame.getTitle( 'x' )",
            "Lua error in Module:T at line 1: frame:getTitle: invalid frame object. Did you call getTitle with a dot "
            "instead of a colon, i.e. frame.getTitle() instead of frame:getTitle()?.",
        ),
    ],
)
def test_errors(body: str, message: str) -> None:
    assert error(invoke(body, pages=PAGES)) == message


def test_a_function_without_a_first_argument() -> None:
    message = error(invoke("return frame:callParserFunction( 'lc', {} )"))
    assert message.startswith("Lua error: callParserFunction: At least one unnamed parameter")


def test_templates_that_call_themselves_by_modules() -> None:
    assert error(expanded(wiki(PAGES), "{{Loop}}")) == "Lua error: expandTemplate: template loop detected."


def test_modules_that_call_themselves_end() -> None:
    text = invoke("return frame:preprocess( '{{#invoke:T|f}}' )")
    assert "stack overflow" in text or "depth limit" in text


def test_too_many_frames() -> None:
    body = "for i = 1, 200 do frame = frame:newChild{ args = {} } end return 'x'"
    assert error(invoke(body)).endswith("newChild: too many frames.")


def test_renderers_come_before_the_pages_of_the_wiki() -> None:
    class Renderers:
        def start(self, title: str) -> None: ...

        def knows(self, title: Title) -> bool:
            return title.text == "Box"

        def text(self, title: Title, arguments: Frame) -> str | bool | None:
            return f"mine: {arguments.get('1')}"

        def render(self, name: str, arguments: Mapping[str, str]) -> str | bool | None:
            return None

    code = "return { f = function( frame ) return frame:expandTemplate{ title = 'Box', args = { 'a' } } end }"
    expander = Expander(SITE, Pages({**PAGES, "Module:T": code}), NOW, Modules, first=Renderers())
    assert expanded(expander, "{{#invoke:T|f}}") == "mine: a"


def test_python_is_asked_for_no_argument_that_is_missing_or_plain() -> None:
    body = (
        "local s = '' for i = 1, 500 do s = s .. ( frame.args[i] or '' ) .. ( frame:getParent().args['x' .. i] or '' )"
    )
    pages = {
        "Module:Many": f"return {{ f = function( frame ) {body} end return s end }}",
        "Template:Many": "{{#invoke:Many|f|a|{{lc:B}}|3= c }}",
    }
    expander = Expander(SITE, Pages(pages), NOW, Modules)
    modules = expander.modules
    assert isinstance(modules, Modules)
    asked: list[tuple[bytes, bytes]] = []
    argument = modules.frames.argument

    def recorded(frame: bytes, name: bytes) -> str | None:
        asked.append((frame, name))
        return argument(frame, name)

    modules.frames.argument = recorded  # type: ignore[method-assign]
    assert expander.expand_page("Corncrake", "{{Many|x1= y |x3={{uc:z}}}}").text == "aybcZ"
    assert asked == [(b"current", b"2"), (b"parent", b"x3")]


def test_a_call_in_a_call_has_arguments_of_its_own() -> None:
    module = "return { f = function( frame ) return frame.args[1] .. frame:preprocess( '{{#invoke:In|g|b|x=y}}' )"
    module += " .. frame.args[1] .. tostring( frame.args.x ) .. frame.args[2] end, g = function( frame )"
    module += " return frame.args[1] .. frame.args.x .. tostring( frame.args[2] ) end }"
    expander = Expander(SITE, Pages({"Module:In": module}), NOW, Modules)
    assert expander.expand_page("Corncrake", "{{#invoke:In|f|a|c}}").text == "abynilanilc"
