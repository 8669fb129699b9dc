"""Wikitext without its templates: the page, and the templates that the input itself defines.

A line `%% Template:X` begins the page of that title; what stands before the first such line is the page at hand.
"""

from __future__ import annotations

import re

from tests.unit.templates.wiki import NOW, SITE, Pages
from wikimill.convert.text import clean, decode
from wikimill.templates.expand_templates import ExpandTemplates
from wikimill.templates.expander import CONTROL, NOTE, Expander
from wikimill.templates.expansion import Expansion
from wikimill.templates.labels import LABEL
from wikimill.templates.nodes import to_wikitext
from wikimill.templates.preprocess import preprocess

PAGE = re.compile(r"^%% ?(.*)\n?", re.MULTILINE)
TITLE = "Corncrake"


def check(data: bytes) -> None:
    """The same page comes of it each time, with nothing in it that the reader must not see."""
    text, *others = PAGE.split(clean(decode(data))[0])
    pages = dict(zip(others[::2], others[1::2], strict=True))
    for each in (text, *pages.values()):
        _check_nodes(each)
    expansion = _expand(Expander, text, pages)
    assert expansion == _expand(Expander, text, pages)
    assert not CONTROL.search(expansion.text), "a control character"
    assert NOTE not in expansion.text, "the number of a loss"
    assert max(map(_number, LABEL.findall(expansion.text)), default=0) <= len(expansion.labels), "a label"
    plain = _expand(ExpandTemplates, text, pages)
    assert not CONTROL.search(plain.text), "a control character"


def _expand(kind: type[Expander], text: str, pages: dict[str, str]) -> Expansion:
    return kind(SITE, Pages(pages), NOW).expand_page(TITLE, text)


def _check_nodes(text: str) -> None:
    """Without tags and comments, the nodes are the text."""
    for inclusion in (False, True):
        nodes = preprocess(text, inclusion, SITE.extension_tags)
        assert "<" in text or to_wikitext(nodes) == text, "other text"


def _number(label: str) -> int:
    return int(label.strip("\2") or 0)
