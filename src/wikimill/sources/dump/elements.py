"""Reading the XML elements of an export."""

from __future__ import annotations

import re

from lxml import etree

from wikimill.sources.dump.errors import DumpError
from wikimill.sources.dump.xml_bytes import WRONG_MARK
from wikimill.titles import REPLACED

NAMESPACE = re.compile(r"-?[0-9]{1,9}")


def children_of(element: etree._Element) -> dict[str, etree._Element]:
    """The first child of each name."""
    children: dict[str, etree._Element] = {}
    for child in element:
        if isinstance(child.tag, str):
            children.setdefault(child.tag.rpartition("}")[2], child)
    return children


def text_of(children: dict[str, etree._Element], name: str) -> str:
    """The text of the child of this name, without white space around it; empty where there is none."""
    child = children.get(name)
    return "" if child is None else (child.text or "").replace(WRONG_MARK, REPLACED).strip()


def matched(text: str, pattern: re.Pattern[str], field: str) -> str:
    """`text` itself.

    Raises:
        DumpError: it does not match; the message says which `field` it is.
    """
    if not pattern.fullmatch(text):
        raise DumpError(f"has an invalid {field} ({text[:40]!r})")
    return text
