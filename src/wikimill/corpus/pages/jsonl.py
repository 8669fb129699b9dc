"""The tables of the splits as JSON lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from wikimill.corpus.pages.schema import SCHEMA
from wikimill.corpus.parquet import open_parquet
from wikimill.files import atomic

BATCH = 256  # pages read at a time
# JSON may hold them as they are, but many programs end a line there.
LINE_ENDS = re.compile("[\x85\u2028\u2029]")


def jsonl(tables: Sequence[Path], output: Path) -> None:
    """Write each table, such as `pages-train.parquet`, as `pages-train.jsonl`: a row a line, in UTF-8.

    Raises:
        WikimillError: a table is missing, damaged or lacks a column.
    """
    for table in tables:
        with atomic(output / table.with_suffix(".jsonl").name) as file:
            for row in read_rows(table):
                file.write(f"{format_json(row)}\n".encode())


def read_rows(table: Path) -> Iterator[dict[str, Any]]:
    """The rows of a table of pages, one at a time.

    Raises:
        WikimillError: it is missing, damaged or lacks a column.
    """
    with open_parquet(table, SCHEMA.names) as file:
        for batch in file.iter_batches(BATCH):
            yield from batch.to_pylist()


def format_json(row: dict[str, Any]) -> str:
    """A row as JSON on one line, whatever ends a line for the program that reads it."""
    return LINE_ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(row, ensure_ascii=False))
