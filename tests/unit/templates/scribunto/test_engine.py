"""Calls of modules and what MediaWiki 1.39 says when they fail."""

from __future__ import annotations

import pytest

from tests.unit.templates.scribunto.modules import error, expanded, invoke, wiki
from wikimill.templates.source import TemplatePage

MODULE = """
local p = {}
function p.hello( frame ) return 'Hello, ' .. ( frame.args[1] or 'nobody' ) .. ( frame.args.mark or '' ) end
function p.several() return 1, 2.5, true, 'x' end
function p.until_nil() return 'a', nil, 'b' end
function p.nothing() end
function p.cleaned() return 'e\\204\\129 \\255 \\1' end
function p.wrong() error( 'no bird' ) end
function p.placeless() error( 'no bird', 0 ) end
function p.lines() error( 'one\\ntwo' ) end
function p.number() error( 12 ) end
function p.of_table() error( {} ) end
function p.index() local x return x.y end
function p.markup() error( '<b> "{{lc:ABC}}"' ) end
p.five = 5
return p
"""
PAGES = {
    "Module:Bird": MODULE,
    "Module:Five": "return 5",
    "Module:Main": "error( 'at once' )",
    "Module:Syntax": "return {\n}}",
    "Module:Plain": "text",
    "Template:Bird": "{{#invoke:Bird|hello|{{{1}}}}}",
}


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("Bird|hello", "Hello, nobody"),
        ("Bird|hello| Ada |mark= ! ", "Hello,  Ada !"),
        (" bird | hello |x", "Hello, x"),
        ("Bird|hello|1=a|b", "Hello, b"),
        ("Bird|hello|{{#invoke:Bird|hello|you}}", "Hello, Hello, you"),
        ("Bird|several", "12.5truex"),
        ("Bird|until_nil", "a"),
        ("Bird|nothing", ""),
        ("Bird|cleaned", "\u00e9 \ufffd \ufffd"),
    ],
)
def test_results(call: str, expected: str) -> None:
    assert expanded(wiki(PAGES), f"{{{{#invoke:{call}}}}}") == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("", "Script error: You must specify a function to call."),
        ("Bird", "Script error: You must specify a function to call."),
        ("Owl|hello", 'Script error: No such module "Owl".'),
        ("a{{!}}b|hello", 'Script error: No such module "a|b".'),
        ("Bird|sing", 'Script error: The function "sing" does not exist.'),
        ("Bird|five", 'Script error: "five" is not a function.'),
        ("Five|x", "Script error: The module returned a number value. It is supposed to return an export table."),
        ("Bird|wrong", "Lua error in Module:Bird at line 8: no bird."),
        ("Bird|placeless", "Lua error: no bird."),
        ("Bird|lines", "Lua error: Module:Bird:10: one\ntwo."),
        ("Bird|number", "Lua error in Module:Bird at line 11: 12."),
        ("Bird|of_table", "Lua error: unknown error."),
        ("Bird|index", "Lua error in Module:Bird at line 13: attempt to index local 'x' (a nil value)."),
        ("Bird|markup", 'Lua error in Module:Bird at line 14: <b> "abc".'),
        ("Main|x", "Lua error in Module:Main at line 1: at once."),
        ("Syntax|x", "Lua error in Module:Syntax at line 2: '<eof>' expected near '}'."),
        ("Plain|x", "Lua error in Module:Plain at line 1: '=' expected near '<eof>'."),
    ],
)
def test_errors(call: str, message: str) -> None:
    assert error(expanded(wiki(PAGES), f"{{{{#invoke:{call}}}}}")) == message


def test_errors_are_counted_and_known_to_iferror() -> None:
    text = expanded(
        wiki(PAGES), "{{#invoke:Bird|wrong}}{{#invoke:Bird|wrong}}{{#iferror:{{#invoke:Bird|wrong}}|no|yes}}"
    )
    assert 'id="mw-scribunto-error-0"' in text
    assert 'id="mw-scribunto-error-1"' in text
    assert text.endswith("no")


def test_a_module_that_is_wikitext_is_no_module() -> None:
    expander = wiki({"Template:T": "{{#invoke:Page|f}}"})
    assert error(expanded(expander, "{{T}}")) == 'Script error: No such module "Page".'


def test_modules_do_not_see_each_other() -> None:
    pages = {
        "Module:A": "string.own = 'a' mw.own = 'a' own = 'a' return { f = function() return 'set' end }",
        "Module:B": "return { f = function() return tostring( own or mw.own or string.own ) end }",
    }
    assert expanded(wiki(pages), "{{#invoke:A|f}} {{#invoke:B|f}}") == "set nil"


def test_position_is_told() -> None:
    expander, seen = wiki({"Module:T": "return {\nf = function()\nfor i = 1, 1e6 do end\nend }"}), []
    modules = expander.modules
    modules.on_position = lambda module, line: seen.append((module, line))  # type: ignore[union-attr]
    expanded(expander, "{{#invoke:T|f}}")
    assert seen[0] == ("Module:T", 0)
    assert set(seen[1:]) == {("Module:T", 3)}


def test_an_error_of_the_source_ends_the_page() -> None:
    class LostError(Exception):
        pass

    expander = wiki(
        {"Module:T": "return { f = function( frame ) return pcall( frame.preprocess, frame, '{{X}}' ) end }"}
    )
    source = expander.source

    known = source.page

    def page(title: str) -> TemplatePage | None:
        if title == "Template:X":
            raise LostError
        return known(title)

    source.page = page  # type: ignore[method-assign]
    with pytest.raises(LostError):
        expanded(expander, "{{#invoke:T|f}}")
    assert expanded(expander, "{{#invoke:T|g}}").startswith("<strong")  # Lua goes on


def test_frame_of_a_function_that_is_called_with_arguments_by_name() -> None:
    assert invoke("return frame.args[1] .. frame.args[2]", "|1=a|2= b ") == "ab"
