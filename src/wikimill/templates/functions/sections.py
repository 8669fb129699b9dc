"""Labeled section transclusion: `#lst`, `#lstx` and `#lsth` show parts of other pages.

A part stands between `<section begin=name/>` and `<section end=name/>`.
https://www.mediawiki.org/wiki/Extension:Labeled_Section_Transclusion
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from wikimill.site.extensions import SECTION_BEGIN as BEGIN
from wikimill.site.extensions import SECTION_END as END
from wikimill.site.extensions import SECTION_TAGS
from wikimill.templates.call import Call, Parser
from wikimill.templates.frame import Frame
from wikimill.templates.nodes import Node, Nodes, Tag
from wikimill.templates.title import Title, parse_title

HEADING = re.compile(r"^(={1,6})[ \t]*(\S.*?)[ \t]*\1[ \t]*$", re.MULTILINE)
MAX_DEPTH = 40


def lst(call: Call) -> str:
    """`{{#lst:page|begin|end}}`: all parts of this name, or from one to the part `end`; else the whole page."""
    begin = call.argument(0)
    end = call.argument(1) if len(call.parts) > 1 else begin
    found = _named_page(call)
    if isinstance(found, str):
        return found
    return section_text(call.expander, *found, begin, end) if call.parts else call.expander.expand(*found)


def lstx(call: Call) -> str:
    """`{{#lstx:page|begin|replacement|end}}`: the page without these parts."""
    begin, replacement = call.argument(0), call.argument(1)
    end = call.argument(2) if len(call.parts) > 2 else begin
    found = _named_page(call)
    if isinstance(found, str):
        return found
    nodes, frame = found
    out, outside = [], True
    for node in nodes if call.parts else ():
        if outside and _marks(node, BEGIN, begin):
            out.append(replacement)
            outside = False
        elif not outside and _marks(node, END, end):
            outside = True
        elif outside:
            out.append(_expanded(call.expander, node, frame))
    return "".join(out) if call.parts else call.expander.expand(nodes, frame)


def lsth(call: Call) -> str:
    """`{{#lsth:page|heading|to}}`: what stands under a heading, up to the heading `to`, or the next of its level."""
    found = _named_page(call)
    if isinstance(found, str):
        return found
    nodes, frame = found
    wanted, to = call.argument(0).lower(), call.argument(1).lower()
    out: list[str] = []
    level = 0 if wanted else 6
    for heading_level, heading, part in _by_heading(nodes):
        if level and heading_level and (heading_level <= level or (to and heading == to)):
            break
        if level:
            out.append(call.expander.expand(part, frame))
        elif heading == wanted:
            level = heading_level
            out.append(call.expander.expand(part[1:], frame))
    return "".join(out).removesuffix("\n")


def _named_page(call: Call) -> tuple[Nodes, Frame] | str:
    """The page that the call names first; see `transcluded`."""
    title = parse_title(call.site, call.first)
    return transcluded(call, title) if title else ""


def transcluded(call: Call, title: Title) -> tuple[Nodes, Frame] | str:
    """The nodes of a page and the frame to expand them in; else what is shown instead."""
    if title.full in call.frame.within or call.frame.depth > MAX_DEPTH:
        return ""
    nodes, target = call.expander.template(title)
    if nodes is None:
        return call.expander.left_out("missing", title.full, f"{{{{#lst:{title.full}|{call.argument(0)}}}}}")
    return nodes, call.frame.child([], target)


def section_text(parser: Parser, nodes: Nodes, frame: Frame, begin: str, end: str) -> str:
    """The parts of a page from one name's beginning to another's end; without `begin` from the page's."""
    out, inside = [], not begin
    for node in nodes:
        if not inside:
            inside = _marks(node, BEGIN, begin)
        elif _marks(node, END, end):
            if not begin:
                break
            inside = False
        else:
            out.append(_expanded(parser, node, frame))
    return "".join(out)


def _marks(node: Node, what: str, name: str) -> bool:
    """Whether a node marks where the part of this name begins or ends."""
    if not name or not isinstance(node, Tag) or node.name.lower() not in SECTION_TAGS:
        return False
    name = re.escape(name)
    return bool(re.search(rf"""(?:^|\s)(?i:{what})=(?:{name}|"{name}"|'{name}')(?=\s|/?$)""", node.attributes))


def _expanded(parser: Parser, node: Node, frame: Frame) -> str:
    if isinstance(node, Tag) and node.name.lower() in SECTION_TAGS:
        return parser.preprocess(node.inner, frame) if node.inner else ""
    return parser.expand([node], frame)


def _by_heading(nodes: Nodes) -> Iterator[tuple[int, str, Nodes]]:
    """The nodes up to each heading, with level and words of the one that they begin with."""
    level, words = 0, ""
    part: Nodes = []
    for is_text, group in groupby(nodes, lambda node: isinstance(node, str)):
        if not is_text:
            part += group
            continue
        text, position = "".join(map(str, group)), 0
        for match in HEADING.finditer(text):
            part.append(text[position : match.start()])
            yield level, words, part
            level, words, part = len(match[1]), match[2].lower(), [match[0]]
            position = match.end()
        part.append(text[position:])
    yield level, words, part
