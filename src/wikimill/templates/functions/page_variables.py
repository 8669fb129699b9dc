"""Extension Variables: what templates of a page remember for those that come later (`#vardefine`, `#var`)."""

from __future__ import annotations

from typing import cast

from wikimill.templates.call import Call


def vardefine(call: Call) -> str:
    """`{{#vardefine:name|value}}`: remember a value; shows nothing."""
    vardefineecho(call)
    return ""


def vardefineecho(call: Call) -> str:
    """`{{#vardefineecho:name|value}}`: remember a value, and show it."""
    value = _variables(call)[call.first] = call.argument(0)
    return value


def var(call: Call) -> str:
    """`{{#var:name|default}}`: what is remembered; the default where that is nothing."""
    return _variables(call).get(call.first) or call.argument(0)


def varexists(call: Call) -> str:
    """`{{#varexists:name|then|else}}`: whether something was remembered, an empty text too."""
    return call.argument(0, "1") if call.first in _variables(call) else call.argument(1)


def _variables(call: Call) -> dict[str, str]:
    return cast(dict[str, str], call.expander.memory.setdefault("variables", {}))
