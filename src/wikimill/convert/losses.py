"""What conversion left out of pages: by page in `losses.tsv`, summed over a manifest in `losses_total.tsv`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from wikimill import tables
from wikimill.files import atomic

PAGE_COLUMNS = ["title", "kind", "name", "template", "count"]
TOTAL_COLUMNS = ["kind", "name", "count", "pages", "template", "title", "example"]
PAGES, TOTALS = "losses.tsv", "losses_total.tsv"
MISSING = "missing"  # the kind of templates that the lock lacks


@dataclass(frozen=True, order=True)
class Loss:
    """Something that was left out of a page `count` times: templates, tables, references, elements, …"""

    kind: str
    name: str = ""
    count: int = 1
    example: str = ""  # the wikitext of the first one
    template: str = ""  # the name of the template that made it


Losses = tuple[Loss, ...]


def parse_report(report: str) -> Losses:
    """The losses of a page from the worker's report, a line each: kind, name, template, count, example."""
    fields = (line.split("\t") for line in report.split("\n") if line)
    return tuple(Loss(kind, name, int(count), example, template) for kind, name, template, count, example in fields)


def to_json(losses: Losses) -> str:
    """One line; `from_json` reads it back."""
    return json.dumps([[*vars(loss).values()] for loss in losses], ensure_ascii=True, separators=(",", ":"))


def from_json(text: str) -> Losses:
    """The losses that `to_json` wrote."""
    return tuple(
        Loss(str(kind), str(name), int(count), str(example), str(template))
        for kind, name, count, example, template in json.loads(text)
    )


def summarize(losses: Losses) -> str:
    """Counts by kind: `references:3 tables:1`."""
    counts: Counter[str] = Counter()
    for loss in losses:
        counts[loss.kind] += loss.count
    return " ".join(f"{kind}:{counts[kind]}" for kind in sorted(counts))


def parse_summary(text: str) -> dict[str, int]:
    """The counts by kind that `summarize` wrote; none of what says instead why a page has no text."""
    pairs = (part.partition(":") for part in text.split())
    return {kind: int(count) for kind, _, count in pairs if count.isdecimal()}


def read_totals(path: Path) -> Iterator[tuple[str, str, int, int]]:
    """Kind, name, count and number of pages of each row of a `losses_total.tsv`.

    Raises:
        WikimillError: no such table, or one that is not whole.
    """
    return tables.read_table(
        path,
        TOTAL_COLUMNS,
        lambda kind, name, count, pages, _template, _title, _example: (kind, name, int(count), int(pages)),
        "there is no such table of losses; build its manifest again",
        "build its manifest again",
    )


def read_losses(path: Path) -> Iterator[tuple[str, dict[tuple[str, str], int]]]:
    """Of each page in a `losses.tsv` the title, and the count of each kind and name, in the order of the table.

    Raises:
        WikimillError: no such table, or one that is not whole.
    """
    rows = tables.read_table(
        path,
        PAGE_COLUMNS,
        lambda title, kind, name, _template, count: (title, (kind, name), int(count)),
        "there is no such table of losses; build its manifest again",
        "build its manifest again",
    )
    for title, of_page in groupby(rows, itemgetter(0)):
        counts: Counter[tuple[str, str]] = Counter()
        for _, key, count in of_page:
            counts[key] += count
        yield title, counts


def write_losses(folder: Path, pages: Iterable[tuple[str, Losses]]) -> list[tuple[str, int]]:
    """Write the two tables of a manifest; memory grows with the number of different losses, not of pages.

    Args:
        folder: where the tables go.
        pages: title and losses of each page, by title.

    Returns:
        The five templates that the lock lacks and that are used most: name and count.
    """
    totals: dict[tuple[str, str], _Total] = {}
    with atomic(folder / PAGES) as file:
        file.write(tables.format_row(PAGE_COLUMNS))
        for title, losses in pages:
            for loss in losses:
                file.write(tables.format_row([title, loss.kind, loss.name, loss.template, loss.count]))
            for key, example, templates in _by_name(losses):
                total = totals.setdefault(key, _Total(title, example))
                total.pages += 1
                total.templates.update(templates)
    rows = sorted(((*key, *total.cells()) for key, total in totals.items()), key=lambda row: (row[0], -row[2], row[1]))
    tables.write_table(folder / TOTALS, TOTAL_COLUMNS, rows)
    return [(name, count) for kind, name, count, *_ in rows if kind == MISSING][:5]


@dataclass
class _Total:
    """Of one kind and name: its first page and example, how many pages have it, and how often by template."""

    title: str
    example: str
    pages: int = 0
    templates: Counter[str] = field(default_factory=Counter)

    def cells(self) -> tuple[int, int, str, str, str]:
        """The cells behind kind and name; the template is the one that made most."""
        most = min(self.templates.items(), key=lambda item: (-item[1], item[0]))[0]
        return self.templates.total(), self.pages, most, self.title, self.example


def _by_name(losses: Losses) -> Iterator[tuple[tuple[str, str], str, Counter[str]]]:
    """Kind and name of what a page lost, the first example, and how often by template."""
    found: dict[tuple[str, str], tuple[str, Counter[str]]] = {}
    for loss in losses:
        _, templates = found.setdefault((loss.kind, loss.name), (loss.example, Counter()))
        templates[loss.template] += loss.count
    return ((key, example, templates) for key, (example, templates) in found.items())
