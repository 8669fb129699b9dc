"""What `convert.remove` and the filters leave out of the HTML of a page, before pandoc reads it.

pandoc's reader loses the classes of most elements, so selectors are applied to MediaWiki's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import lxml.html
from lxml import etree

from wikimill.config.model import Convert
from wikimill.config.patterns import matcher
from wikimill.config.selectors import SPACE, Condition, parse_selector, tidy_style
from wikimill.convert import html_variants
from wikimill.convert.html_facts import read_facts
from wikimill.convert.html_variants import HtmlVariants
from wikimill.convert.losses import Loss, Losses
from wikimill.convert.page_facts import PageFacts
from wikimill.json_text import parse_json

# What is no text of the page; pandoc would fetch what a frame shows.
NEVER = frozenset(
    ["base", "embed", "frame", "head", "iframe", "link", "meta", "noscript", "object", "script", "style", "template"]
)
MEDIA = frozenset({"audio", "video"})
BLOCKS = frozenset(
    ["blockquote", "center", "dd", "div", "dl", "dt", "figure", "hr", "li", "ol", "p", "pre", "section", "table", "ul"]
)
MARK = "\ufdd0"  # stands where something was left out of a line; a character that no text has (gaps.lua)
REFERENCES = ("sup.reference", ".mw-ref", ".mw-references-wrap", "ol.references", "ol.mw-references")
MATH = ".mwe-math-element"
TEX = re.compile(r"^\{\\(?:displaystyle|textstyle) ?(.*)\}$", re.S)
DISAMBIGUATION = "mw:PageProp/disambiguation"
COMPARE: dict[str, Callable[[str, str], bool]] = {
    "": lambda _value, _wanted: True,
    "=": lambda value, wanted: value == wanted,
    "~=": lambda value, wanted: wanted in SPACE.split(value),
    "^=": lambda value, wanted: value.startswith(wanted),
    "$=": lambda value, wanted: value.endswith(wanted),
    "*=": lambda value, wanted: wanted in value,
}

Attributes = Mapping[str, str]
Test = Callable[[str, Attributes], bool]


class TooDeepError(ValueError):
    """Elements are nested deeper than can be read."""


@dataclass(frozen=True)
class CleanHtml:
    """HTML for pandoc, what was left out of it, the names of the page's templates, and what else it says."""

    html: str
    losses: Losses
    templates: tuple[str, ...]
    facts: PageFacts


def selector_test(text: str) -> Test:
    """A function of tag and attributes: whether a selector means the element."""
    conditions = parse_selector(text)
    return lambda tag, attributes: all(_is_met(each, tag, attributes) for each in conditions)


def _is_met(condition: Condition, tag: str, attributes: Attributes) -> bool:
    name, sign, wanted, negated = condition
    value = attributes.get(name) if name else tag
    if value is not None and name == "style":
        value = tidy_style(value)
    return (value is not None and COMPARE[sign](value, wanted)) is not negated


class HtmlCleaner:
    """Leaves out what the options name; made once for many pages."""

    def __init__(self, options: Convert, language: str) -> None:
        self._variants = HtmlVariants(language, options.variant)
        self._removed = [(text, selector_test(text)) for text in options.remove]
        self._references = [selector_test(text) for text in REFERENCES] if "references" in options.filters else []
        self._is_kept, self._is_dropped = matcher(options.keep), matcher(options.drop)
        self._is_math, self._is_thumb = selector_test(MATH), selector_test("div.thumb")

    def clean(self, text: str) -> CleanHtml:
        """The page's HTML without these elements.

        Raises:
            ValueError: there is nothing in it, or it is nested so deeply that libxml2 does not read it to its end.
        """
        parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
        root = lxml.html.document_fromstring(text.encode(), parser)
        if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
            raise TooDeepError
        losses: Counter[tuple[str, str, str]] = Counter()
        templates = dict(_templates(root))
        facts = read_facts(root, templates, lambda each: self._is_math(each.tag, each.attrib), self._is_left_out)
        if any(each.get("property") == DISAMBIGUATION for each in root.iter("meta")):
            losses["disambiguation", "", ""] += 1
        waiting = [(root, "")]  # elements, each with the template that made what it stands in
        while waiting:
            element, around = waiting.pop()
            if not isinstance(element.tag, str):
                _remove(element, "")
                continue
            template = templates.get(element.get("about", ""), around)
            loss = self._loss(element, template)
            if loss:
                losses[*loss, template] += 1
                _remove(element, "" if element.tag in BLOCKS else MARK)
            elif element.tag in NEVER:
                _remove(element, "")
            elif html_variants.TYPE in element.get("typeof", ""):
                if not self._variants.fill(element):
                    losses["variants", "", template] += 1
                waiting.extend((child, template) for child in reversed(element))
            elif self._is_math(element.tag, element.attrib):
                _replace_formula(element)
            else:
                if self._is_thumb(element.tag, element.attrib):
                    element.tag = "figure"
                waiting.extend((child, template) for child in reversed(element))
        found = tuple(Loss(kind, name, count, template=by) for (kind, name, by), count in sorted(losses.items()))
        return CleanHtml(
            etree.tostring(root, encoding="unicode", method="html"), found, tuple(templates.values()), facts
        )

    def _is_left_out(self, element: etree._Element) -> bool:
        """Whether an element is left out, whichever template made it."""
        tests = [*self._references, *(test for _, test in self._removed)]
        return any(test(element.tag, element.attrib) for test in tests)

    def _loss(self, element: etree._Element, template: str) -> tuple[str, str] | None:
        """Kind and name of what the element is, if it is left out."""
        tag, attributes = element.tag, element.attrib
        if template and self._is_dropped(template):
            return "templates", template
        if any(test(tag, attributes) for test in self._references):
            return "references", ""
        if tag in MEDIA:
            return "media", tag
        if template and self._is_kept(template):
            return None
        by = next((text for text, test in self._removed if test(tag, attributes)), None)
        return ("removed", by) if by else None


def _templates(root: etree._Element) -> Iterator[tuple[str, str]]:
    """The names of the page's templates, by what the elements of each are about (Parsoid's `data-mw`)."""
    for element in root.iterfind(".//*[@data-mw]"):
        about = element.get("about")
        if about and "mw:Transclusion" in element.get("typeof", ""):
            try:
                parts = parse_json(element.get("data-mw"))["parts"]
                name = next(part["template"]["target"]["wt"] for part in parts if isinstance(part, dict))
                yield about, " ".join(str(name).split())
            except (ValueError, LookupError, TypeError, StopIteration):
                continue


def _remove(element: etree._Element, mark: str) -> None:
    """Take an element out of its parent, but not the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    rest = mark + (element.tail or "")
    if before is not None:
        before.tail = (before.tail or "") + rest
    else:
        parent.text = (parent.text or "") + rest
    parent.remove(element)


def _replace_formula(element: etree._Element) -> None:
    """A formula as pandoc reads it: MediaWiki has its TeX beside its MathML and a picture."""
    annotations: Iterable[etree._Element] = element.iter("annotation")
    tex = next((each.text or "" for each in annotations if each.get("encoding") == "application/x-tex"), "")
    match = TEX.match(tex.strip())
    tail, is_block = element.tail, "block" in (element.get("class") or "")
    element.clear()
    element.tail = tail
    element.tag = "script"
    element.set("type", "math/tex; mode=display" if is_block else "math/tex")
    element.text = (match[1] if match else tex).strip()
