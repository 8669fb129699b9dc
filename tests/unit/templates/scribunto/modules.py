"""Modules of our own, run on a wiki for tests."""

from __future__ import annotations

import html
from collections.abc import Mapping

from tests.unit.templates.wiki import NOW, SITE, Pages
from wikimill.templates.expander import Expander
from wikimill.templates.labels import LABEL
from wikimill.templates.scribunto.engine import Modules

# Results as text: strings in quotes, tables with their entries in order.
SHOW = """
local function show( value )
    if type( value ) == 'string' then
        return "'" .. value .. "'"
    elseif type( value ) ~= 'table' then
        return tostring( value )
    end
    local keys, out = {}, {}
    for key in pairs( value ) do
        keys[#keys + 1] = key
    end
    table.sort( keys, function ( a, b ) return tostring( a ) < tostring( b ) end )
    for _, key in ipairs( keys ) do
        out[#out + 1] = ( type( key ) == 'number' and key or "'" .. key .. "'" ) .. '=' .. show( value[key] )
    end
    return '{' .. table.concat( out, ' ' ) .. '}'
end

local function all( ... )
    local out = {}
    for i = 1, select( '#', ... ) do
        out[i] = show( ( select( i, ... ) ) )
    end
    return table.concat( out, ' ' )
end

"""


def wiki(pages: Mapping[str, str] | None = None) -> Expander:
    """An expander with modules; pages by full titles."""
    return Expander(SITE, Pages(pages or {}), NOW, Modules)


def expanded(expander: Expander, text: str, title: str = "Corncrake") -> str:
    """A page's text, expanded, without labels and references."""
    return html.unescape(LABEL.sub("", expander.expand_page(title, text).text))


def invoke(body: str, arguments: str = "", pages: Mapping[str, str] | None = None, title: str = "Corncrake") -> str:
    """What `Module:T` shows, whose only function has this body and gets `frame`."""
    modules = {"Module:T": f"return {{ f = function( frame ) {body} end }}", **(pages or {})}
    return expanded(wiki(modules), f"{{{{#invoke:T|f{arguments}}}}}", title)


def value(expression: str, pages: Mapping[str, str] | None = None) -> str:
    """The values of an expression in Lua."""
    module = f"{SHOW} return {{ f = function( frame ) return all( {expression} ) end }}"
    return expanded(wiki({"Module:T": module, **(pages or {})}), "{{#invoke:T|f}}")


def error(text: str) -> str:
    """The message in an error of Scribunto."""
    assert text.startswith('<strong class="error"><span class="scribunto-error" id="mw-scribunto-error-'), text
    return text.partition('">')[2].partition('">')[2].removesuffix("</span></strong>")
