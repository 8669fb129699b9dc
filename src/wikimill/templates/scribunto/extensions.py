"""What library.lua asks for: faster patterns, `mw.loadJsonData`, and libraries of extensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wikimill.templates.call import Call
from wikimill.templates.functions.expressions import evaluate
from wikimill.templates.functions.messages import message
from wikimill.templates.functions.operators import ExpressionError
from wikimill.templates.scribunto import php_json, text
from wikimill.templates.scribunto.values import Lua, LuaError, check, decode

if TYPE_CHECKING:
    from wikimill.templates.call import Parser
    from wikimill.templates.scribunto.engine import Modules


def callbacks(modules: Modules) -> dict[str, Any]:
    """The callbacks of `library.lua`."""
    expander = modules.expander
    return {
        **text.fast(modules.rows),
        **modules.data.callbacks(),
        "message": lambda key: text.words(expander.site, decode(key)),
        "loadJsonData": lambda name: php_json.to_lua(modules.frames.json_page(name)),
        "expr": lambda written: _expression(expander, written),
        "has": lambda function: decode(function) in expander.site.functions,
        "unsupported": lambda name: expander.note("unsupported", decode(name)),
    }


def _expression(expander: Parser, written: Lua) -> str:
    check("mw.ext.ParserFunctions.expr", 1, written, "string")
    try:
        return evaluate(decode(written))
    except ExpressionError as problem:
        call = Call(expander, expander.root, "", [])
        raise LuaError(message(call, f"pfunc_expr_{problem.key}", problem.parameter)) from None
