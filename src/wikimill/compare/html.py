"""A difference as one HTML page that needs no other file, in the report's style."""

from __future__ import annotations

from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from wikimill import __version__
from wikimill.compare.difference import Difference
from wikimill.compare.view import tables
from wikimill.plain_text import visible


def section(found: Difference) -> dict[str, Any]:
    """The variables of `difference.html`, with all rows of all tables."""
    return {
        "before": visible(found.before),
        "after": visible(found.after),
        "is_empty": found.is_empty,
        "tables": tables(found, None, None),
        "notes": list(map(visible, found.notes)),
    }


def to_html(found: Difference) -> str:
    """The page."""
    loaders = [PackageLoader("wikimill.compare", "."), PackageLoader("wikimill.report", ".")]
    environment = Environment(
        loader=ChoiceLoader(loaders), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html").render(changes=section(found), version=__version__)
