"""What library.lua asks for: `mw.loadData`, `mw.loadJsonData`, and libraries of extensions."""

from __future__ import annotations

from typing import Any

from wikimill.templates.call import Call, Parser
from wikimill.templates.functions.expressions import evaluate
from wikimill.templates.functions.language_names import bcp47
from wikimill.templates.functions.messages import message
from wikimill.templates.functions.operators import ExpressionError
from wikimill.templates.scribunto import php_json, text
from wikimill.templates.scribunto.frames import Frames
from wikimill.templates.scribunto.loaded_data import LoadedData
from wikimill.templates.scribunto.site import statistic
from wikimill.templates.scribunto.values import Lua, LuaError, check, decode, string


def callbacks(expander: Parser, frames: Frames, data: LoadedData) -> dict[str, Any]:
    """The callbacks of `library.lua`."""
    return {
        **data.callbacks(),
        "message": lambda key: text.words(expander.site, decode(key)),
        "loadJsonData": lambda name: php_json.to_lua(frames.json_page(name)),
        "bcp47": lambda code: bcp47(string(code)),
        "expr": lambda written: _expression(expander, written),
        "has": lambda function: decode(function) in expander.site.functions,
        "statistic": lambda name: statistic(expander, name),
        "unsupported": lambda name: expander.note("unsupported", decode(name)),
    }


def _expression(expander: Parser, written: Lua) -> str:
    check("mw.ext.ParserFunctions.expr", 1, written, "string")
    try:
        return evaluate(decode(written))
    except ExpressionError as problem:
        call = Call(expander, expander.root, "", [])
        raise LuaError(message(call, f"pfunc_expr_{problem.key}", problem.parameter)) from None
