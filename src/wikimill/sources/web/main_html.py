"""The main text of a web page as HTML.

trafilatura's own markdown has a backslash before whatever could be read as markup, and its own HTML takes every code
for a block and every list for one without numbers; so the tree of elements that it extracts is written here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

HEADING = re.compile("h[1-6]")
# https://trafilatura.readthedocs.io/en/latest/usage-python.html: the elements of its XML are those of TEI.
ELEMENTS = {"item": "li", "lb": "br"}
HIGHLIGHTS = {"#b": "strong", "#i": "em", "#u": "u", "#t": "code", "#sub": "sub", "#sup": "sup"}


def main_html(page: str) -> str:
    """The part of a page that is text, without navigation, comments, tables, links and images; empty if there is none.

    Args:
        page: its HTML, decoded, since trafilatura decompresses bytes, bombs included.
    """
    import trafilatura
    from lxml import etree

    found = trafilatura.bare_extraction(
        page,
        favor_precision=True,  # a menu in every text harms a corpus more than a lost paragraph
        include_comments=False,
        include_formatting=True,
        include_tables=False,
        include_links=False,
        include_images=False,
        deduplicate=False,  # or a text would depend on the pages before it
    )
    if not isinstance(found, trafilatura.settings.Document):
        return ""
    for element in list(found.body.iter(etree.Element)):
        _rename(element)
    return str(etree.tostring(found.body, encoding="unicode", method="html"))


def _rename(element: _Element) -> None:
    """Make an element of TEI one of HTML."""
    tag, kind = str(element.tag), str(element.get("rend", ""))
    element.attrib.clear()
    if tag == "head":
        element.tag = kind if HEADING.fullmatch(kind) else "h2"
    elif tag == "list":
        element.tag = "ol" if kind == "ol" else "ul"
    elif tag == "hi":
        element.tag = HIGHLIGHTS.get(kind, "span")
    elif tag == "quote":
        _keep_lines(element)
        element.tag = "q" if next(element.iterancestors("p", "li"), None) is not None else "blockquote"
    elif tag == "code":
        _flatten(element)
        element.tag = "pre" if "\n" in (element.text or "") else "code"
    else:
        element.tag = ELEMENTS.get(tag, tag)


def _keep_lines(quote: _Element) -> None:
    """Break the lines of what may have been a `<pre>`, which trafilatura takes for a quotation if it is no code."""
    text = (quote.text or "").lstrip("\n")
    first, *others = (text if len(quote) else text.rstrip()).split("\n")
    quote.text = first
    for at, line in enumerate(others):
        line_break = quote.makeelement("br")
        line_break.tail = line
        quote.insert(at, line_break)


def _flatten(code: _Element) -> None:
    """Leave nothing in an element of code but its text."""
    for line_break in code.iter("lb"):
        line_break.text = "\n"
    code.text = "".join(map(str, code.itertext()))
    del code[:]
