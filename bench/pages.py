"""Invented pages for benchmarks."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from demo.build import HERE, read
from wikimill.corpus.pages.schema import SCHEMA

BYTES = 3000  # of a page, about
DISTINCT = 100  # MB of text that are made one by one
GROUP = 4096  # pages of a row group


def articles() -> list[str]:
    """The wikitext of the embedded wiki's articles."""
    pages = read(HERE / "pages").items()
    return [text for title, text in sorted(pages) if ":" not in title and not text.startswith("#REDIRECT")]


def generate() -> Iterator[str]:
    """Pages without end, no two alike: sentences of the embedded wiki, with a number in each."""
    texts = [text for _, text in sorted(read(HERE / "pages").items())]
    sentences = [line for text in texts for line in text.replace(". ", ".\n").split("\n") if line]
    rng, number = random.Random(0), 0
    while True:
        lines, size = [str(number)], 0
        while size < BYTES:
            line = f"{rng.choice(sentences)} {rng.randrange(10**6)}"
            lines.append(line)
            size += len(line)
        yield "\n".join(lines) + "\n"
        number += 1


def write_pages(path: Path, megabytes: float) -> float:
    """Write a table of pages; their size in MB. After the first 100 MB the same come again, with other numbers."""
    distinct = int(min(megabytes, DISTINCT) * 1e6 / BYTES) + 1
    base = pa.array(itertools.islice(generate(), distinct), pa.string())
    size = number = 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        while size < megabytes * 1e6:
            for start in range(0, len(base), GROUP):
                some = base[start : start + GROUP]
                names = pa.array([f"{index:09}" for index in range(number, number + len(some))])
                texts = pc.binary_join_element_wise(names, some, "\n")
                columns = {"text": texts, "path": names, "sha256": names, "split": pa.array(["train"] * len(some))}
                empty = {field.name: pa.nulls(len(some), field.type) for field in SCHEMA}
                writer.write_table(pa.table(empty | columns, SCHEMA))
                size, number = size + pc.sum(pc.binary_length(texts)).as_py(), number + len(some)
    return size / 1e6
