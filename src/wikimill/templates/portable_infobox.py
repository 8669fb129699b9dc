"""Fandom's infoboxes, `<infobox>` in a template: its rows with the arguments of the template's call, as a table.

https://community.fandom.com/wiki/Help:Infoboxes/Tags. Fandom shows an `<aside>` of this class with a `<div>` for each
row. A table has the same rows, and conversion leaves both out of the text, and takes a record of tables (facts.lua).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree

from wikimill.templates.call import Parser
from wikimill.templates.frame import Frame
from wikimill.templates.nodes import BLANK

TAG = "infobox"
CLASS = "portable-infobox"
AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);)")  # `&nbsp;`, and one that is none
VALUE = "<td>"  # in a row that has one
CONTAINERS = ("group", "panel", "section")


def portable_infobox(parser: Parser, inner: str, frame: Frame) -> str | None:
    """The table that stands for the tag, empty when no row has a value; None where it is no XML, or in no template."""
    root = _parse(inner)
    if root is None or frame.parent is None:
        return None
    title = next((_value(parser, each, frame) for each in root.iter("title")), "")
    rows = list(_rows(parser, root, frame))
    if not any(VALUE in row for row in rows):
        return ""
    caption = f"<caption>{title}</caption>\n" if title else ""
    return f'\n<table class="{CLASS}">\n{caption}{"".join(rows)}</table>\n'


def _parse(inner: str) -> etree._Element | None:
    text = AMPERSAND.sub("&amp;", inner)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(f"<{TAG}>{text}</{TAG}>".encode(), parser)
    except etree.XMLSyntaxError:
        return None


def _rows(parser: Parser, parent: etree._Element, frame: Frame) -> Iterator[str]:
    """The rows of an element, in their order: one without a value is not shown, nor a group without any."""
    for element in parent:
        if element.tag in ("header", "navigation"):
            text = _text(parser, element, frame)
            yield f'<tr><td colspan="2">\n{text}\n</td></tr>\n' if text else ""
        elif element.tag == "data":
            value = _value(parser, element, frame)
            if value:
                label = _text(parser, element.find("label"), frame)
                head = f"<th>{label}</th>" if label else ""
                yield f"<tr>{head}{VALUE}\n{value}\n</td></tr>\n"
        elif element.tag in CONTAINERS:
            rows = list(_rows(parser, element, frame))
            yield from rows if any(VALUE in row for row in rows) else ()


def _value(parser: Parser, element: etree._Element, frame: Frame) -> str:
    """The argument that `source` names, in the form of `<format>` where there is one; without it, `<default>`."""
    value = (frame.get(element.get("source", "").strip(BLANK)) or "").strip(BLANK)
    if not value:
        return _text(parser, element.find("default"), frame)
    form = element.find("format")
    return value if form is None else _text(parser, form, frame)


def _text(parser: Parser, element: etree._Element | None, frame: Frame) -> str:
    """The wikitext in an element, expanded with the arguments of the template's call."""
    if element is None:
        return ""
    children = (html.unescape(etree.tostring(child, encoding="unicode")) for child in element)
    return parser.preprocess((element.text or "") + "".join(children), frame).strip(BLANK)
