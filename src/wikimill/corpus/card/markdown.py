"""Markdown of values that may hold anything: titles, categories, names of templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from wikimill.plain_text import visible

# Whatever begins something in CommonMark, GitHub's tables, links, formulas or mentions, or in HTML. A character
# reference is text everywhere; a backslash is not, before a bar in a table.
ACTIVE = re.compile(r"[&<>|\\`*~\[\]{}$#@]|:(?=//)|(?<=[wW]{3})\.|(?<![^\W_])_|_(?![^\W_])")
ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9./-]*")


class Markup(str):
    """Markdown that is meant as such."""


def link(text: str, address: str) -> Markup:
    """The text as a link; as text alone when the address is empty or odd."""
    return Markup(f"[{escape(text)}]({address})" if ADDRESS.fullmatch(address) else escape(text))


def escape(value: object) -> str:
    """A value as text that means nothing to markdown; whole numbers with thousands separated."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    return ACTIVE.sub(lambda found: f"&#{ord(found[0])};", visible(str(value)).strip())


def format_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; columns of numbers are aligned right."""
    body = list(rows)
    numbers = [all(isinstance(row[column], int | float) for row in body) for column in range(len(head))]
    lines = [head, ["---:" if right else "---" for right in numbers]]
    lines += [[escape(value) for value in row] for row in body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def fence(text: str, language: str) -> str:
    """A block of code, whatever is in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}{language}\n{text.rstrip()}\n{marks}"


def load_template(package: str, name: str) -> Template:
    """A template of markdown in the folder of a package; its filter `markdown` is `escape`."""
    jinja = Environment(
        loader=PackageLoader(package, "."),
        autoescape=False,  # it is markdown  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters["markdown"] = escape
    return jinja.get_template(name)
