"""The training set as text: `train.txt`, `val.txt` and `pages.parquet`."""

from __future__ import annotations

import contextlib
import hashlib
import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from wikimill import layout
from wikimill.config.model import Corpus
from wikimill.convert import table
from wikimill.errors import WikimillError
from wikimill.files import atomic
from wikimill.manifest import derived
from wikimill.manifest.derived import Header
from wikimill.progress import bar
from wikimill.sources.base import Pin

log = logging.getLogger(__name__)

END_OF_TEXT = "<|endoftext|>"
# In a page's own text the separator would cut the page in two.
BROKEN = "<|endoftext |>"
SPLITS = ("train", "val")
ROWS = 512  # pages held in memory at a time

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
        ("sha256", pa.string()),
    ]
)


def build(manifests: Sequence[str], options: Corpus, output: Path) -> None:
    """Write the corpus of `manifests` into the folder `output`.

    A page that several manifests hold is taken once. Pages are in the order of their file names, whatever
    the order of the manifests.

    Raises:
        WikimillError: no page is left, or a page's file is not the one that was converted.
    """
    pages = _pages(manifests)
    left: Counter[str] = Counter()
    with contextlib.ExitStack() as stack:
        texts = {split: stack.enter_context(atomic(output / f"{split}.txt")) for split in SPLITS}
        parquet = stack.enter_context(atomic(output / "pages.parquet"))
        writer = stack.enter_context(pq.ParquetWriter(parquet, SCHEMA, compression="zstd"))
        progress = stack.enter_context(bar("Corpus", len(pages), "page"))
        rows: list[dict[str, Any]] = []
        for path in sorted(pages):
            progress.update()
            header, pin, row = pages[path]
            reason = _left_out(row, options)
            left[reason or "kept"] += 1
            if reason:
                continue
            record = _record(header, pin, row, options.val_fraction)
            file = texts[record["split"]]
            if file.tell():
                file.write(f"{END_OF_TEXT}\n".encode())
            file.write(record["text"].encode())
            rows.append(record)
            if len(rows) == ROWS:
                writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
                rows = []
        writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
        if not texts["train"].tell():
            raise WikimillError(
                f"{output}: no page is left for training ({dict(left)}); lower corpus.min_words or "
                "corpus.val_fraction, or add pages"
            )
    counted = ", ".join(f"{number} {reason}" for reason, number in sorted(left.items()))
    log.info("%s: %d pages (%s)", output, left.total(), counted)


def split_of(wiki: str, title: str, val_fraction: float) -> str:
    """`train` or `val`, by the page's own name: other pages that come or go never move it."""
    digest = hashlib.sha256(f"{wiki}\n{title}".encode()).digest()
    return "val" if int.from_bytes(digest[:8], "big") / 2**64 < val_fraction else "train"


def _pages(manifests: Sequence[str]) -> dict[str, tuple[Header, Pin, table.PageRow]]:
    """Converted pages by path; missing ones, which have none, by their title."""
    pages = {}
    for manifest in manifests:
        header, rows = derived.read(layout.derived(manifest))
        pins = {row.pin.title: row.pin for row in rows}
        for row in table.read(layout.pages(manifest)):
            pages[row.path or f"{header.origin.name}:{row.title}"] = header, pins[row.title], row
    return pages


def _left_out(row: table.PageRow, options: Corpus) -> str:
    """Why a page is left out; empty when it is not."""
    if row.status in ("missing", "quarantined"):
        return row.status
    return "too short" if row.words < options.min_words else ""


def _record(header: Header, pin: Pin, row: table.PageRow, val_fraction: float) -> dict[str, Any]:
    data = Path(row.path).read_bytes()
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise WikimillError(f"{row.path} was changed by hand; delete it and build its manifest again")
    return {
        "title": row.title,
        "text": data.decode().replace(END_OF_TEXT, BROKEN),
        "split": split_of(header.origin.name, row.title, val_fraction),
        "wiki": header.origin.name,
        "url": header.origin.link(row.title, row.revid),
        "pageid": pin.pageid,
        "revid": row.revid,
        "timestamp": pin.timestamp,
        "licence": header.licence,
        "sha256": row.sha256,
    }
