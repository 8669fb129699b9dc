"""Counts of a corpus: `statistics.json`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wikimill.corpus.card import funnel
from wikimill.corpus.card.funnel import LeftOut, Source, Stage, rank
from wikimill.corpus.card.templates import Templates, read_templates
from wikimill.corpus.pages.pages_table import TAKEN_OUT_COLUMNS
from wikimill.corpus.parquet import open_parquet
from wikimill.errors import WikimillError
from wikimill.progress import bar

BATCH = 1024  # pages held in memory at a time
TOP = 20
SPLITS = ("train", "val", "test")
MEASURES = ("words", "characters", "bytes", "tokens")
# Columns by which pages are counted, by what they are called; `categories` has several values a page.
LABELS = {"wiki": "source", "language": "in_language", "category": "categories", "licence": "licence"}
LOSS_COLUMNS = ["kind", "name", "count", "pages"]
PAGE_COLUMNS = ["path", "sha256", "split", "words", "text", *LABELS.values()]
TOKEN_COLUMNS = ["path", "sha256", "tokens"]


@dataclass(frozen=True)
class Amount:
    """How much text: words as conversion counts them, bytes of UTF-8, tokens with the ends of text."""

    pages: int
    words: int
    characters: int
    bytes: int
    tokens: int

    @property
    def characters_per_token(self) -> float | None:
        """None without tokens."""
        return round(self.characters / self.tokens, 4) if self.tokens else None

    @property
    def facts(self) -> dict[str, float | None]:
        """All of it by name."""
        return {**asdict(self), "characters_per_token": self.characters_per_token}


@dataclass(frozen=True)
class Statistics:
    """Everything that is counted. Counts by name begin with the greatest.

    `lengths` is the number of pages by the power of two, 0 for 1 token, 1 for 2 and 3, …; `losses` maps kind
    and name to count and pages, as `funnel.sum_losses` does.
    """

    total: Amount
    splits: dict[str, Amount]
    lengths: list[int]
    pages_by: dict[str, dict[str, int]]  # wiki, language, category and licence
    left_out: dict[str, LeftOut]
    taken_out: list[tuple[str, str, int, int]]  # kind, what, count and pages: what the texts lost most often
    stages: list[Stage]
    losses: dict[tuple[str, str], tuple[int, int]]
    templates: list[Templates]

    def top_categories(self) -> dict[str, int]:
        """The categories that most pages are in."""
        return dict(list(self.pages_by["category"].items())[:TOP])

    def top_losses(self) -> list[tuple[str, str, int, int]]:
        """Kind, name, count and pages of what conversion left out most often."""
        return [(*key, *value) for key, value in list(self.losses.items())[:TOP]]

    def about_tokens(self, words: int) -> int:
        """Of pages left out, which nobody encoded: as many a word as in the corpus."""
        return round(words * self.total.tokens / self.total.words) if self.total.words else 0

    def to_json(self) -> str:
        """The text of `statistics.json`."""
        data = {
            "total": self.total.facts,
            "splits": {split: amount.facts for split, amount in self.splits.items()},
            "tokens_per_page": [
                {"from": 1 << power, "to": (2 << power) - 1, "pages": pages} for power, pages in enumerate(self.lengths)
            ],
            "top_categories": self.top_categories(),
            "wikis": self.pages_by["wiki"],
            "languages": self.pages_by["language"],
            "licences": self.pages_by["licence"],
            "left_out": {
                reason: {**asdict(each), "about_tokens": self.about_tokens(each.words)}
                for reason, each in self.left_out.items()
            },
            "top_taken_out": [dict(zip(TAKEN_OUT_COLUMNS, row, strict=True)) for row in self.taken_out],
            "funnel": [*map(asdict, self.stages), {"stage": "tokens", "tokens": self.total.tokens}],
            "top_losses": [dict(zip(LOSS_COLUMNS, row, strict=True)) for row in self.top_losses()],
            "templates": [each.facts for each in self.templates],
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def collect_statistics(sources: Sequence[Source], folder: Path, templates: str) -> Statistics:
    """Count the corpus in `folder`. Memory grows with the number of categories, not of pages.

    Args:
        sources: its manifests.
        folder: where it is.
        templates: `convert.templates`; pinned templates are summed up only if pages are made of them.

    Raises:
        WikimillError: a table that is missing or damaged, or not of the same build as the others.
    """
    amounts: dict[str, Counter[str]] = {split: Counter() for split in SPLITS}
    labels: dict[str, Counter[str]] = {label: Counter() for label in LABELS}
    lengths = np.zeros(0, np.int64)
    for batch in _read_measures(folder / "pages.parquet", folder / "tokens.parquet"):
        sums = batch.group_by("split").aggregate([("pages", "sum"), *((name, "sum") for name in MEASURES)])
        for row in sums.to_pylist():
            counts = {name.removesuffix("_sum"): number for name, number in row.items() if name != "split"}
            amounts.setdefault(row["split"], Counter()).update(counts)
        for label, column in LABELS.items():
            for each in pc.value_counts(_values(batch[column])).to_pylist():
                labels[label][each["values"] or ""] += each["counts"]
        powers = np.frexp(batch["tokens"].to_numpy())[1] - 1  # exact, which a logarithm need not be
        bins = np.bincount(powers, minlength=len(lengths))
        bins[: len(lengths)] += lengths
        lengths = bins
    left_out = funnel.count_left_out(folder / "left_out.tsv")
    splits = {split: Amount(*(counts[name] for name in ("pages", *MEASURES))) for split, counts in amounts.items()}
    total = Amount(*(sum(getattr(each, name) for each in splits.values()) for name in ("pages", *MEASURES)))
    return Statistics(
        total,
        splits,
        lengths.tolist(),
        {label: rank(counts) for label, counts in labels.items()},
        left_out,
        funnel.read_taken_out(folder / "taken_out.tsv", TOP),
        funnel.compute_stages(sources, left_out, total.pages),
        funnel.sum_losses(sources),
        read_templates(sources) if templates == "wiki" else [],
    )


def _read_measures(pages: Path, tokens: Path) -> Iterator[pa.Table]:
    """Some pages at a time: split, labels, measures, and a column `pages` of ones."""
    mismatch = WikimillError(f"{tokens}: its pages are not those of {pages}; delete it and run again")
    with open_parquet(pages, PAGE_COLUMNS) as table, open_parquet(tokens, TOKEN_COLUMNS) as counts:
        if table.metadata.num_rows != counts.metadata.num_rows:
            raise mismatch
        reader = _RowReader(counts.iter_batches(BATCH, columns=TOKEN_COLUMNS))
        with bar("Counting", table.metadata.num_rows, "page") as progress:
            for batch in table.iter_batches(BATCH, columns=PAGE_COLUMNS):
                row = pa.Table.from_batches([batch])
                count = reader.take(row.num_rows)
                if any(row[name].combine_chunks() != count[name].combine_chunks() for name in ("path", "sha256")):
                    raise mismatch
                measures = {
                    "words": pc.cast(row["words"], pa.int64()),
                    "characters": pc.cast(pc.utf8_length(row["text"]), pa.int64()),
                    "bytes": pc.cast(pc.binary_length(row["text"]), pa.int64()),
                    "tokens": pc.cast(count["tokens"], pa.int64()),
                    "pages": pa.array(np.ones(row.num_rows, np.int64)),
                }
                yield pa.table({**{name: row[name] for name in ("split", *LABELS.values())}, **measures})
                progress.update(row.num_rows)


def _values(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.list_flatten(column) if pa.types.is_list(column.type) else column


class _RowReader:
    """Rows of batches, as many at a time as are asked for."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        self.batches = batches
        self.rest: list[pa.RecordBatch] = []

    def take(self, number: int) -> pa.Table:
        """The next rows; there must be as many."""
        while sum(batch.num_rows for batch in self.rest) < number:
            self.rest.append(next(self.batches))
        table = pa.Table.from_batches(self.rest)
        self.rest = table.slice(number).to_batches()
        return table.slice(0, number)
