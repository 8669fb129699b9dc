"""Footnotes that nothing closes.

For MediaWiki the text up to the end of the next footnote is in them, and would be left out with it. The reader
(workflow/reader/extensions.lua) takes a footnote in which another begins for one without an end, and leaves out no more
than its tag; so must be read what stands behind it.
"""

from __future__ import annotations

import re

from wikimill.templates.labels import NO_LABEL

# What is passed over, and where footnotes begin and end. What nothing closes is passed over up to the end.
TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(nowiki|pre|math|syntaxhighlight|source)\b[^<>]*(?<!/)>.*?(?:</\1\s*>|\Z)"
    r"|<ref(?=[\s>])[^<>]*(?<!/)>|</ref\s*>",
    re.DOTALL | re.IGNORECASE,
)


def open_notes(text: str) -> str:
    """The text in which a footnote that another one begins in is no extension tag any more. Linear."""
    if "<ref" not in text.lower():
        return text
    out, position, opened = [], 0, -1
    for match in TOKEN.finditer(text):
        token = match[0][:5].lower()
        if token.startswith("</ref"):
            opened = -1
        elif token.startswith("<ref"):
            if opened >= 0:
                out += [text[position : opened + len("<ref")], NO_LABEL]
                position = opened + len("<ref")
            opened = match.start()
    return "".join([*out, text[position:]])
