"""`wikimill.load_corpus`: the pages of a corpus, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from wikimill.corpus.parquet import open_parquet

BATCH = 256  # rows in memory


@dataclass(frozen=True)
class Page:
    """A page of a corpus.

    Args:
        title: its title.
        text: markdown.
        split: `train`, `val` or `test`.
        url: of the very revision; empty where there is none.
        fields: all columns of its row of `pages.parquet`, by name.
    """

    title: str
    text: str
    split: str
    url: str
    fields: Mapping[str, Any]


def load_corpus(folder: str | PathLike[str] = "corpus/main", split: str | None = None) -> Iterator[Page]:
    """The pages of a corpus in its order. Memory does not grow with them, and nothing that trains is imported.

    Args:
        folder: of the corpus.
        split: `train`, `val` or `test`; by default all.

    Raises:
        WikimillError: there is no corpus, or its table is damaged.
    """
    table = open_parquet(Path(folder) / "pages.parquet", ["title", "text", "split", "url"])
    return _pages(table, split)


def _pages(table: Any, split: str | None) -> Iterator[Page]:
    with table:
        for batch in table.iter_batches(BATCH):
            for row in batch.to_pylist():
                if split in (None, row["split"]):
                    yield Page(row["title"], row["text"], row["split"], row["url"] or "", row)
