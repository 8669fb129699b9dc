"""All pages as they were examined, on disk, until it is known which of them are duplicates."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wikimill.config.model import Corpus
from wikimill.corpus import duplicates
from wikimill.corpus.candidates import Candidate
from wikimill.corpus.examine import BATCH, Examined

SCHEMA = pa.schema(
    [
        ("title", pa.string()),
        ("text", pa.string()),
        ("split", pa.string()),
        ("wiki", pa.string()),
        ("url", pa.string()),
        ("pageid", pa.int64()),
        ("revid", pa.int64()),
        ("timestamp", pa.string()),
        ("licence", pa.string()),
        ("category", pa.string()),
        ("language", pa.string()),
        ("words", pa.int32()),
        ("sha256", pa.string()),
        ("path", pa.string()),
    ]
)
TAKEN_OVER = [field.name for field in fields(Candidate) if field.name in {*SCHEMA.names} - {"sha256"}]


def split_of(wiki: str, title: str, options: Corpus) -> str:
    """A page's split, by its own name: other pages that come or go never move it.

    The test split is taken from the end of the range that the others share, so that a page moves between train and val
    neither when it comes nor when it grows.
    """
    digest = hashlib.sha256(f"{wiki}\n{title}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    if place < options.val_fraction:
        return "val"
    return "test" if place >= 1 - options.test_fraction else "train"


class Held:
    """A table of pages on disk. Pages are added, then asked for.

    Args:
        scratch: a folder for its files.
        options: of the corpus.
    """

    def __init__(self, scratch: Path, options: Corpus) -> None:
        self.options = options
        self.file = scratch / "pages.parquet"
        self.signed = scratch / "signatures"
        self.schema = pa.schema([*SCHEMA, ("reason", pa.string()), ("detail", pa.string())])
        self.writer = pq.ParquetWriter(self.file, self.schema, compression="zstd", compression_level=1)
        self.signatures: BinaryIO = self.signed.open("wb")
        self.rows: list[dict[str, object]] = []
        self.hashed = scratch / "digests"
        self.digests: BinaryIO = self.hashed.open("wb")
        self.kept = array("q")
        self.number = 0

    def __enter__(self) -> Held:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def add(self, each: Examined) -> None:
        """Add a page."""
        page = each.page
        row: dict[str, object] = {name: getattr(page, name) for name in TAKEN_OVER}
        row |= {"text": each.text, "words": each.words, "sha256": each.facts.sha256, "reason": each.reason}
        row |= {"split": split_of(page.wiki, page.title, self.options), "detail": each.detail}
        self.rows.append(row)
        if not each.reason:
            self.kept.append(self.number)
            self.digests.write(bytes.fromhex(each.facts.sha256[:32]))
            self.signatures.write(each.facts.signature or b"")
        self.number += 1
        if len(self.rows) == BATCH:
            self._flush()

    def _flush(self) -> None:
        self.writer.write_table(pa.Table.from_pylist(self.rows, self.schema))
        self.rows = []

    def _close(self) -> None:
        if self.rows:
            self._flush()
        self.writer.close()
        self.signatures.close()
        self.digests.close()

    def duplicates(self) -> dict[int, tuple[int, str]]:
        """For pages that are the same as another, by number: which one stays, and how alike they are."""
        self._close()
        if self.options.dedup == "none" or not self.kept:
            return {}
        kept = np.array(self.kept)
        firsts = duplicates.exact(np.fromfile(self.hashed, np.uint64).reshape(-1, 2))
        alone = firsts == np.arange(len(firsts))
        near: dict[int, int] = {}
        if self.options.dedup == "near":
            signed = np.memmap(self.signed, "<u4", "r", shape=(len(kept), duplicates.NUMBERS))
            near = duplicates.near(signed, np.flatnonzero(alone), self.options.dedup_similarity)
        same = {page: (first, "near duplicate") for page, first in near.items()}
        for page in np.flatnonzero(~alone).tolist():
            first = int(firsts[page])
            same[page] = near.get(first, first), "exact duplicate"
        return {int(kept[page]): (int(kept[first]), how) for page, (first, how) in same.items()}

    def batches(self) -> Iterator[tuple[int, pa.RecordBatch]]:
        """The number of the first page of each batch, and the batch: `SCHEMA`, `reason` and `detail`."""
        self._close()
        start = 0
        with pq.ParquetFile(self.file, pre_buffer=False) as table:
            for batch in table.iter_batches(BATCH):
                yield start, batch
                start += len(batch)
