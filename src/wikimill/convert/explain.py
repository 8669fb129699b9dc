"""`wikimill convert --explain`: what became of a page's templates, and what was left out by which selector."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wikimill.convert.conversion import ConvertedPage
from wikimill.convert.expansion import Step
from wikimill.convert.losses import Loss

WIDTH = 60  # characters of what a template became
MARKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Where a text came from, or why there is none, by the origin of a step.
ORIGINS = {
    "page": "the wiki",
    "renderer": "convert.renderers",
    "library": "the library for English Wikipedia",
    "answer": "the wiki's parser",
    "function": "a parser function or variable",
    "module": "a module of the wiki",
    "missing": "left out: there is no such page",
    "unsupported": "left out: a function of an extension",
    "dropped": "left out: convert.templates is drop",
    "limits": "left out: the page has too many templates",
    "error": "an error of the parser",
    "literal": "no template: text",
}


def explain(title: str, page: ConvertedPage) -> dict[str, Any]:
    """Facts about a page that was converted with steps: its templates in order, and its losses.

    Each template has `name`, `origin` (see `templates.expander.TemplateUse`), `source` (page and revision, where the
    wiki's own), `text` (the wikitext that it became, its beginning at least) and `removed`, the selectors that left out
    elements of what templates of this name made.
    """
    steps = page.expanded.steps if page.expanded else ()
    return {
        "title": title,
        "status": page.status,
        "templates": [
            {
                "name": step.name,
                "origin": step.origin,
                "source": step.source,
                "text": MARKS.sub("", step.text),
                "removed": sorted(_selectors(step, page)),
            }
            for step in steps
        ],
        "losses": [vars(loss) for loss in page.losses],
    }


def format_explanation(facts: dict[str, Any]) -> Iterator[str]:
    """The same as lines for a terminal."""
    templates, losses = facts["templates"], [Loss(**loss) for loss in facts["losses"]]
    yield f"{facts['title']} ({facts['status']}): {len(templates)} templates"
    for each in templates:
        yield ""
        yield f"{{{{{_line(each['name'])}}}}}"
        yield f"  from    {each['source'] or ORIGINS.get(each['origin'], each['origin'])}"
        yield f"  became  {_line(each['text']) or 'nothing'}"
        if each["removed"]:
            yield f"  of that  left out by {', '.join(each['removed'])}"
    if losses:
        yield ""
        yield "left out"
    for loss in losses:
        by = f", made by {{{{{_line(loss.template)}}}}}" if loss.template else ""
        example = f": {_line(loss.example)}" if loss.example else ""
        yield f"  {loss.count} × {f'{loss.kind} {loss.name}'.strip()}{by}{example}"


def _selectors(step: Step, page: ConvertedPage) -> set[str]:
    name = step.name.rpartition(":")[2] if not step.name.startswith("#") else step.name
    return {loss.name for loss in page.losses if loss.kind == "removed" and loss.template.lower() == name.lower()}


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else f"{line[:WIDTH]}…"
