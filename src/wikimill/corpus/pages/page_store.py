"""All pages as they were filtered, on disk, until it is known which of them are duplicates."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wikimill.config.model import Corpus
from wikimill.corpus.pages import duplicates
from wikimill.corpus.pages.duplicates import Duplicate
from wikimill.corpus.pages.page import Page

BATCH = 256  # pages written and read at a time


class PageStore:
    """A table of pages on disk. Pages are added, then read; `close` it. In memory: a number for each kept page.

    Args:
        scratch: a folder for its files.
        options: of the corpus.
        columns: of the table, each a field of `Page`; `reason`, `detail` and `target_problem` are added.
    """

    def __init__(self, scratch: Path, options: Corpus, columns: pa.Schema) -> None:
        self.options = options
        self.schema = pa.schema([*columns, *((name, pa.string()) for name in ("reason", "detail", "target_problem"))])
        self.table = scratch / "pages.parquet"
        self.writer = pq.ParquetWriter(self.table, self.schema, compression="zstd", compression_level=1)
        self.digests: BinaryIO = (scratch / "digests").open("wb")
        self.signatures: BinaryIO = (scratch / "signatures").open("wb")
        self.rows: list[dict[str, object]] = []
        self.kept = array("q")  # numbers of the pages that no filter left out
        self.number = 0

    def add(self, page: Page) -> None:
        """Add a page."""
        self.rows.append({name: getattr(page, name) for name in self.schema.names})
        if not page.reason:
            self.kept.append(self.number)
            self.digests.write(bytes.fromhex(page.sha256[:32]))
            self.signatures.write(page.signature or b"")
        self.number += 1
        if len(self.rows) == BATCH:
            self._flush()

    def close(self) -> None:
        """Write what was added."""
        if self.rows:
            self._flush()
        for file in (self.writer, self.signatures, self.digests):
            file.close()

    def find_duplicates(self) -> dict[int, Duplicate]:
        """Pages that are the same as one before them, by number."""
        self.close()
        if self.options.dedup == "none" or not self.kept:
            return {}
        kept = np.array(self.kept)
        digests = np.fromfile(self.digests.name, np.uint64).reshape(-1, 2)
        signatures = None
        if self.options.dedup == "near":
            signatures = np.memmap(self.signatures.name, "<u4", "r", shape=(len(kept), duplicates.NUMBERS))
        found = duplicates.find_duplicates(digests, signatures, self.options.dedup_similarity)
        return {int(kept[page]): Duplicate(int(kept[each.original]), each.reason) for page, each in found.items()}

    def batches(self) -> Iterator[tuple[int, pa.RecordBatch]]:
        """The number of the first page of each batch, and the batch: the columns of `schema`."""
        self.close()
        start = 0
        with pq.ParquetFile(self.table, pre_buffer=False) as table:
            for batch in table.iter_batches(BATCH):
                yield start, batch
                start += len(batch)

    def _flush(self) -> None:
        self.writer.write_table(pa.Table.from_pylist(self.rows, self.schema))
        self.rows = []
