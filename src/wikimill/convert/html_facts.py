"""What the HTML of a page says beside its text: categories, infoboxes, whether there are formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote

from lxml import etree

from wikimill.convert.page_facts import Field, Infobox, PageFacts, legal_categories

CATEGORY = "mw:PageProp/Category"  # Parsoid's relation of a page to a category
BOX = re.compile(r"(?:^|\s)(?:infobox|portable-infobox(?:\s|$))")
LINES = frozenset(["br", "dd", "div", "dl", "dt", "li", "ol", "p", "table", "td", "th", "tr", "ul"])
UNREAD = frozenset(["figure", "img", "math", "script", "style"])
LINE = "\0"  # no text has it
SPACE = re.compile(r"[\s\xa0]+")


def read_facts(
    root: etree._Element,
    templates: Mapping[str, str],
    is_math: Callable[[etree._Element], bool],
    is_left_out: Callable[[etree._Element], bool],
) -> PageFacts:
    """The facts of a page.

    Args:
        root: of its HTML, with all that conversion leaves out.
        templates: their names, by what the elements of each are about.
        is_math: whether an element is a formula.
        is_left_out: whether conversion leaves an element out, which does not matter for infoboxes themselves.
    """
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    categories = (
        unquote(each.get("href", "").partition("#")[0]).partition(":")[2]
        for each in elements
        if each.tag == "link" and CATEGORY in each.get("rel", "")
    )
    infoboxes = []
    seen: set[etree._Element] = set()
    for element in elements:
        if element.tag in ("table", "div", "aside") and _is_box(element) and element not in seen:
            seen.update(element.iter())
            fields = tuple(_fields(element, is_left_out))
            if fields:
                infoboxes.append(Infobox(_name(element, templates), fields))
    return PageFacts(legal_categories(categories, False), tuple(infoboxes), any(map(is_math, elements)))


def _is_box(element: etree._Element) -> bool:
    return bool(BOX.search(element.get("class", "")))


def _name(box: etree._Element, templates: Mapping[str, str]) -> str:
    """The template that made a box, else the box's caption."""
    for element in (box, *box.iterancestors()):
        if element.get("about") in templates:
            return templates[element.get("about", "")]
    caption = next(box.iter("caption"), None)
    return "" if caption is None else _text([caption], lambda _: False).replace("\n", " ")


def _fields(box: etree._Element, is_left_out: Callable[[etree._Element], bool]) -> Iterator[Field]:
    """The rows of two cells or more."""
    read: set[etree._Element] = set()  # rows in cells of others
    for row in box.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th") and not is_left_out(cell)]
        if row in read or len(cells) < 2 or is_left_out(row):
            continue
        for cell in cells:
            read.update(cell.iter("tr"))
        key = _text(cells[:1], is_left_out).replace("\n", " ").rstrip(": ")
        value = _text(cells[1:], is_left_out)
        if key and value:
            yield Field(key, value)


def _text(elements: list[etree._Element], is_left_out: Callable[[etree._Element], bool]) -> str:
    """The words of elements, in lines that are not empty."""
    out: list[str] = []
    waiting: list[etree._Element | str] = [*reversed(elements)]
    while waiting:
        element = waiting.pop()
        if isinstance(element, str):
            out.append(element)
            continue
        is_line = element.tag in LINES
        if element.tag not in UNREAD and isinstance(element.tag, str) and not is_left_out(element):
            waiting.append(LINE if is_line else "")
            for child in reversed(element):
                waiting += [child.tail or "", child]
            out += [LINE if is_line else "", element.text or ""]
    lines = (SPACE.sub(" ", line).strip() for line in "".join(out).split(LINE))
    return "\n".join(filter(None, lines))
