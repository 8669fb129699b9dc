"""`#tag`: an extension tag whose content and attributes are expanded."""

from __future__ import annotations

import re

from wikimill.templates.call import Call
from wikimill.templates.functions.php import attribute, escaped
from wikimill.templates.nodes import BLANK, as_written

QUOTED = re.compile(r"""["'](.+)["']|""|''""", re.DOTALL)


def tag(call: Call) -> str:
    """`{{#tag:name|content|attribute=value}}`; a name of no extension tag makes an element of HTML."""
    name = call.first.lower()
    inner = call.expand(as_written(call.parts[0])) if call.parts else None
    attributes: dict[str, str] = {}
    for part in call.parts[1:]:
        if part.name is not None:
            value = call.expand(part.value).strip(BLANK)
            quoted = QUOTED.fullmatch(value)
            attributes[call.expand(part.name).strip(BLANK)] = (quoted[1] or "") if quoted else value
    written = "".join(f' {escaped(key)}="{attribute(value)}"' for key, value in attributes.items())
    if name in call.site.extension_tags:
        return call.expander.tag(name, written, inner, call.frame)
    return f"<{name}{written}/>" if inner is None else f"<{name}{written}>{inner}</{name}>"
