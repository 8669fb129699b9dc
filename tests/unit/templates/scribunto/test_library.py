"""What library.lua adds: `mw.loadData`, `mw.loadJsonData`, strict, libraries of extensions."""

from __future__ import annotations

import dataclasses

import pytest

from tests.unit.templates.scribunto.modules import error, expanded, invoke, value, wiki
from tests.unit.templates.wiki import NOW, SITE, Pages
from wikimill.templates.expander import Expander
from wikimill.templates.record import Record
from wikimill.templates.scribunto.engine import Modules
from wikimill.templates.source import GivenPages, TemplatePage

DATA = {
    "Module:Plain": "return { a = 1, list = { 'x', 'y' } }",
    "Module:Outer": "return { inner = mw.loadData( 'Module:Plain' ).a, more = require( 'Module:Part' ) }",
    "Module:Part": "return { part = 1 }",
    "Module:OfPage": "return { title = mw.title.getCurrentTitle().text }",
    "Module:OfTime": "return { time = os.time() }",
    "Module:Wrong": "return 5",
    "Module:Broken": "error( 'broken' )",
    "Module:T": "return { f = function( frame ) local data = mw.loadData( frame.args[1] ) "
    "return tostring( data.a or data.inner or data.title or data.time ) end }",
}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("local s = '' for k in pairs( mw.loadData( 'Module:Plain' ) ) do s = s .. k end return #s", "5"),
        ("return mw.loadData( 'Module:Plain' ).list[2]", "y"),
        ("return tostring( mw.loadData( 'Module:Plain' ).list == mw.loadData( 'Module:Plain' ).list )", "false"),
        ("return mw.loadData( 'Module:Outer' ).inner", "1"),
    ],
)
def test_load_data(body: str, expected: str) -> None:
    assert invoke(body, pages={title: text for title, text in DATA.items() if title != "Module:T"}) == expected


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "mw.loadData( 'Module:Plain' ).x = 1",
            "Lua error in Module:T at line 1: table from mw.loadData is read-only.",
        ),
        (
            "local x = mw.loadData( 'Module:Wrong' )",
            "Lua error in Module:T at line 1: Module:Wrong returned number, table expected.",
        ),
        ("local x = mw.loadData( 'Module:Broken' )", "Lua error in Module:Broken at line 1: broken."),
        ("local x = mw.loadData( 'Module:No' )", "Lua error in package.lua at line 80: module 'Module:No' not found."),
    ],
)
def test_load_data_errors(body: str, message: str) -> None:
    pages = {**DATA, "Module:T": f"return {{ f = function( frame ) {body} end }}"}
    assert error(expanded(wiki(pages), "{{#invoke:T|f}}")) == message


@pytest.mark.slow
@pytest.mark.parametrize("module", ["Plain", "Outer", "OfPage", "OfTime"])
def test_pages_record_the_same_whatever_was_loaded_before(module: str) -> None:
    def record() -> tuple[Record, Expander]:
        source = Record(Pages(DATA), SITE)
        return source, Expander(source.site, source, NOW, Modules)

    text = f"{{{{#invoke:T|f|Module:{module}}}}}"
    source, expander = record()
    first = expanded(expander, text, "A"), source.take(expander.clock_asked)
    again = expanded(expander, text, "A"), source.take(expander.clock_asked)
    assert again == first
    other, fresh = record()
    assert (expanded(expander, text, "B"), source.take()) == (expanded(fresh, text, "B"), other.take())


def test_data_is_loaded_once_and_again_when_its_modules_change() -> None:
    pages = {title: TemplatePage(title, text, "Scribunto") for title, text in DATA.items()}
    expander = Expander(SITE, GivenPages(pages), NOW, Modules)
    text = "{{#invoke:T|f|Module:Outer}}"
    assert expanded(expander, text) == "1"
    pages["Module:Plain"] = TemplatePage("Module:Plain", "return { a = 2 }", "Scribunto")
    assert expanded(expander, text) == "2"


def test_modules_are_compiled_again_when_they_change() -> None:
    pages = {"Module:T": TemplatePage("Module:T", "return { f = function() return 1 end }", "Scribunto")}
    expander = Expander(SITE, GivenPages(pages), NOW, Modules)
    assert expanded(expander, "{{#invoke:T|f}}") == "1"
    pages["Module:T"] = TemplatePage("Module:T", "return { f = function() return 2 end }", "Scribunto")
    assert expanded(expander, "{{#invoke:T|f}}") == "2"


def json_wiki(body: str, text: str) -> str:
    pages = {
        "Module:T": TemplatePage("Module:T", f"return {{ f = function( frame ) {body} end }}", "Scribunto"),
        "Module:T.json": TemplatePage("Module:T.json", text, "json"),
    }
    return expanded(Expander(SITE, GivenPages(pages), NOW, Modules), "{{#invoke:T|f}}")


def test_json_data() -> None:
    body = "local d = mw.loadJsonData( 'Module:T.json' ) return d.a[1] .. #d.b.c .. tostring( d.x )"
    assert json_wiki(body, '{"a":["one"],"b":{"c":"xy"}}') == "one2nil"
    body = "local n = 0 for k, v in pairs( mw.loadJsonData( 'Module:T.json' ) ) do n = n + v[1] end return n"
    assert json_wiki(body, "[[1],[2]]") == "3"
    body = "local s = '' for i, v in ipairs( mw.loadJsonData( 'Module:T.json' ) ) do s = s .. i .. v end return s"
    assert json_wiki(body, '["a","b"]') == "1a2b"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "mw.loadJsonData( 'Module:T.json' ).x = 1",
            "Lua error in Module:T at line 1: table from mw.loadJsonData is read-only.",
        ),
        (
            "local x = mw.loadJsonData( 'No' )",
            "Lua error: bad argument #1 to 'mw.loadJsonData' ('No' is not a valid JSON page).",
        ),
        (
            "local x = mw.loadJsonData( 5 )",
            "Lua error in Module:T at line 1: bad argument #1 to 'mw.loadJsonData' (string expected, got number).",
        ),
    ],
)
def test_json_data_errors(body: str, message: str) -> None:
    assert error(json_wiki(body, "{}")) == message


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (
            "require( 'libraryUtil' ) ~= nil, require( 'bit32' ).band( 12, 10 ), type( require( 'bit' ).bxor )",
            "true 8 'function'",
        ),
        ("pcall( require, 'Module:No' )", "false 'package.lua:80: module 'Module:No' not found'"),
        ("mw.clone( { a = { 1 } } ), mw.clone( 'x' )", "{'a'={1=1}} 'x'"),
        ("( function() local t = {} t.t = t local c = mw.clone( t ) return c.t == c, c == t end )()", "true false"),
        ("getmetatable( mw.clone( setmetatable( {}, { x = 1 } ) ) )", "{'x'=1}"),
        ("mw.clone( _G ).mw.text == mw.text, mw.clone( _G ).mw.text.trim == mw.text.trim", "false true"),
        ("package.loaded.mw == mw, package.loaded['mw.text'] == mw.text, _G._G == _G", "true true true"),
        ("mw.site.namespaces.Template.id, mw.site.talkNamespaces[11].subject == mw.site.namespaces[10]", "10 true"),
        ("mw.ext.ParserFunctions.expr( '1 + 2 * 3' )", "'7'"),
        ("pcall( mw.ext.ParserFunctions.expr, '1 / 0' )", "false 'Division by zero.'"),
        (
            "pcall( mw.ext.ParserFunctions.expr, 5 )",
            "false 'bad argument #1 to 'mw.ext.ParserFunctions.expr' (string expected, got number)'",
        ),
        ("mw.wikibase, mw.ext.data", "nil nil"),
    ],
)
def test_libraries(expression: str, expected: str) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("require( 'strict' ) bird = 1", "assign to undeclared variable 'bird'"),
        ("require( 'strict' ) return bird", "variable 'bird' is not declared"),
    ],
)
def test_strict(body: str, message: str) -> None:
    assert error(invoke(body)) == f"Lua error in Module:T at line 1: {message}."


def test_wikidata_is_not_here_and_said_so() -> None:
    site = dataclasses.replace(SITE, functions=SITE.functions | {"property"})
    code = """return { f = function()
        return tostring( mw.wikibase.getEntityIdForCurrentPage() ) .. #mw.wikibase.getBestStatements( 'Q1', 'P1' )
            .. tostring( mw.ext.data.get( 'Birds.tab' ) ) end }"""
    expander = Expander(site, Pages({"Module:T": code}), NOW, Modules)
    assert expanded(expander, "{{#invoke:T|f}}") == "nil0false"
    assert [name for kind, name, _ in expander.losses] == [
        "mw.wikibase.getEntityIdForCurrentPage",
        "mw.wikibase.getBestStatements",
        "mw.ext.data.get",
    ]


def test_a_call_of_a_module_changes_no_library_of_the_next() -> None:
    change = "mw.text.trim, mw.site.namespaces[10].name, string.own = nil, 'X', 1 return 'a'"
    show = "return tostring( string.own ) .. mw.text.trim( ' b ' ) .. mw.site.namespaces[10].name"
    modules = {
        f"Module:{name}": f"return {{ f = function() {body} end }}" for name, body in {"A": change, "B": show}.items()
    }
    assert expanded(wiki(modules), "{{#invoke:A|f}} {{#invoke:B|f}}") == "a nilbTemplate"
