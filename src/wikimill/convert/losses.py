"""What conversion left out of pages: by page in `losses.tsv`, summed over a manifest in `losses_total.tsv`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wikimill import tables
from wikimill.files import atomic

PAGE_COLUMNS = ["title", "kind", "name", "count"]
TOTAL_COLUMNS = ["kind", "name", "count", "pages", "title", "example"]
TOTALS = "losses_total.tsv"
UNKNOWN = "unknown"  # the kind of templates without a renderer


@dataclass(frozen=True, order=True)
class Loss:
    """Something that was left out of a page `count` times: templates, tables, references, tags, …"""

    kind: str
    name: str = ""
    count: int = 1
    example: str = ""  # the wikitext of the first one


Losses = tuple[Loss, ...]


def parse_report(report: str) -> Losses:
    """The losses of a page from the worker's report, a line each: kind, name, count, example."""
    fields = (line.split("\t") for line in report.split("\n") if line)
    return tuple(Loss(kind, name, int(count), example) for kind, name, count, example in fields)


def to_json(losses: Losses) -> str:
    """One line; `from_json` reads it back."""
    return json.dumps([[*vars(loss).values()] for loss in losses], ensure_ascii=True, separators=(",", ":"))


def from_json(text: str) -> Losses:
    """The losses that `to_json` wrote."""
    return tuple(
        Loss(str(kind), str(name), int(count), str(example)) for kind, name, count, example in json.loads(text)
    )


def summarize(losses: Losses) -> str:
    """Counts by kind: `references:3 tables:1`."""
    counts: Counter[str] = Counter()
    for loss in losses:
        counts[loss.kind] += loss.count
    return " ".join(f"{kind}:{counts[kind]}" for kind in sorted(counts))


def read_totals(path: Path) -> Iterator[tuple[str, str, int, int]]:
    """Kind, name, count and number of pages of each row of a `losses_total.tsv`.

    Raises:
        WikimillError: no such table, or one that is not whole.
    """
    return tables.read_table(
        path,
        TOTAL_COLUMNS,
        lambda kind, name, count, pages, _title, _example: (kind, name, int(count), int(pages)),
        "there is no such table of losses; build its manifest again",
        "build its manifest again",
    )


class LossReport:
    """The two tables of a manifest; memory grows with the number of different losses, not of pages.

    Args:
        folder: where the tables go.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.totals: dict[tuple[str, str], list[int]] = {}
        self.examples: dict[tuple[str, str], tuple[str, str]] = {}

    def write(self, pages: Iterable[tuple[str, Losses]]) -> None:
        """Write both tables.

        Args:
            pages: title and losses of each page, by title.
        """
        with atomic(self.folder / "losses.tsv") as file:
            file.write(_line(PAGE_COLUMNS))
            for title, losses in pages:
                for loss in losses:
                    file.write(_line([title, loss.kind, loss.name, loss.count]))
                    self._add(title, loss)
        with atomic(self.folder / TOTALS) as file:
            file.write(_line(TOTAL_COLUMNS))
            file.writelines(_line(row) for row in self._rows())

    def top_unknown(self, number: int = 5) -> list[tuple[str, int]]:
        """The templates without a renderer that are used most: name and count."""
        counts = ((name, count) for (kind, name), (count, _) in self.totals.items() if kind == UNKNOWN)
        return sorted(counts, key=lambda item: (-item[1], item[0]))[:number]

    def _add(self, title: str, loss: Loss) -> None:
        key = loss.kind, loss.name
        total = self.totals.setdefault(key, [0, 0])
        total[0] += loss.count
        total[1] += 1
        self.examples.setdefault(key, (title, loss.example))

    def _rows(self) -> Iterator[list[object]]:
        order = sorted((kind, -count, name, pages) for (kind, name), (count, pages) in self.totals.items())
        for kind, negative, name, pages in order:
            yield [kind, name, -negative, pages, *self.examples[kind, name]]


def _line(fields: Iterable[object]) -> bytes:
    return ("\t".join(map(str, fields)) + "\n").encode()
