"""Pages in HTML: everything that is not ours is escaped, and shown as text."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from wikimill.plain_text import visible_lines
from wikimill.serve.limits import MAX_SHOWN


def render(template: str, status: int = 200, **variables: Any) -> Response:
    """A page."""
    return HTMLResponse(_environment().get_template(f"{template}.html").render(variables), status)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("wikimill.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: visible_lines(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": "{:,}".format, "web": _web_address, "beginning": _beginning}
    return environment


def _web_address(url: str | None) -> str:
    """An address that a browser may be sent to; empty for any other, such as `javascript:`."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _beginning(text: str) -> str:
    """As much of a text as is shown."""
    rest = len(text) - MAX_SHOWN
    return text if rest <= 0 else f"{text[:MAX_SHOWN]}\n\n[… {rest:,} more characters]"
