"""Modules that never end or never have enough: each is left out, and the next one runs."""

from __future__ import annotations

import pytest

from tests.unit.templates.scribunto.modules import expanded, wiki
from wikimill.templates.expander import GAP
from wikimill.templates.scribunto import runtime

TIMEOUT = "The time allocated for running scripts has expired."


@pytest.mark.parametrize(
    "body",
    [
        "while true do end",
        "while true do pcall( function() while true do end end ) end",
        "while true do xpcall( function() while true do end end, function() while true do end end ) end",
        "local t = {} for i = 1, 9 do t[i] = i end table.sort( t, function() while true do end end )",
        "return ( 'x' ):rep( 1e5 ):gsub( '.', function() while true do end end )",
        "return mw.ustring.gsub( ( 'x' ):rep( 1e5 ), '.', function() while true do end end )",
        "return setmetatable( {}, { __tostring = function() while true do end end } )",
        "local t = setmetatable( {}, { __index = function() while true do end end } ) return t.x",
        "while true do mw.ustring.len( 'x' ) end",
        "while true do local s = ( 'x' ):rep( 1e5 ) end",
        "while true do frame:preprocess( '{{{1}}}' ) end",
        "local clock = os.clock() while os.clock() < clock + 1e9 do end",
        "while mw.loadData( 'Module:Data' ) do end",
    ],
)
def test_endless_loops(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "INSTRUCTIONS", 3_000_000)
    pages = {
        "Module:T": f"return {{ f = function( frame ) {body} end, g = function() return 'on' end }}",
        "Module:Data": "return {}",
    }
    expander = wiki(pages)
    assert expanded(expander, "{{#invoke:T|f}} {{#invoke:T|g}}") == f"{GAP} on"
    assert [(kind, example) for kind, _, example in expander.losses] == [("modules", TIMEOUT)]
    assert TIMEOUT in expanded(expander, "{{#invoke:T|f}}" * 3 + "{{#invoke:T|g}}").rpartition(GAP)[2]
    assert expanded(expander, "{{#invoke:T|g}}") == "on"  # the next page


@pytest.mark.parametrize(
    "body",
    [
        "return #( 'x' ):rep( 2 ^ 32 )",
        "local s = 'x' while true do s = s .. s end",
        "local t = {} while true do t[#t + 1] = {} end",
        "local t = {} while true do t[#t + 1] = mw.ustring.upper( ( 'x' ):rep( 1e5 ) .. #t ) end",
        "local t = {} while true do t[#t + 1] = mw.text.split( ( 'a,' ):rep( 1e5 ), ',' ) end",
        "error( ( 'x' ):rep( 3e7 ) .. 1 )",
    ],
)
def test_memory(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "MEMORY", 24 << 20)
    monkeypatch.setattr(runtime, "CALLBACK_MEMORY", 16 << 10)
    monkeypatch.setattr(runtime, "LONGEST", 8 << 20)
    expander = wiki({"Module:T": f"return {{ f = function( frame ) {body} end, g = function() return 'on' end }}"})
    text = expanded(expander, "{{#invoke:T|f}}")
    assert "not enough memory" in text or TIMEOUT in text
    assert expanded(expander, "{{#invoke:T|g}}") == "on"
