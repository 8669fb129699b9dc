"""The tables of the splits as WebDataset: tar archives with the files of a page beside each other.

https://github.com/webdataset/webdataset#the-webdataset-format
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from wikimill.corpus.pages.jsonl import format_json, read_rows
from wikimill.files import atomic_folder

FOLDER = "webdataset"
SHARD = 256 << 20  # bytes of an archive, about
OWN_FILES = {
    "text": "txt",
    "wikitext": "wiki",
    "html": "html",
}  # columns that are files of their own; the others: `json`
HEADER = 512  # bytes of each file's header; contents are filled up to as many


def webdataset(tables: Sequence[Path], output: Path) -> None:
    """Write each table, such as `pages-train.parquet`, as `webdataset/pages-train-00000.tar` and so on.

    The archives depend on the tables alone: they hold no times and no names of users.

    Raises:
        WikimillError: a table is missing, damaged or lacks a column.
    """
    with atomic_folder(output / FOLDER) as folder:
        for table in tables:
            for number, shard in enumerate(_shards(map(_files, read_rows(table)))):
                with tarfile.open(
                    folder / f"{table.stem}-{number:05d}.tar", "w", format=tarfile.USTAR_FORMAT
                ) as archive:
                    for name, data in shard:
                        header = tarfile.TarInfo(name)
                        header.size = len(data)
                        archive.addfile(header, io.BytesIO(data))


def _files(row: dict[str, Any]) -> dict[str, bytes]:
    """The files of a page, by suffix."""
    texts = {suffix: str(row[column]) for column, suffix in OWN_FILES.items() if row.get(column) is not None}
    others = {column: value for column, value in row.items() if column not in OWN_FILES}
    return {suffix: text.encode() for suffix, text in {"json": format_json(others), **texts}.items()}


def _shards(pages: Iterable[dict[str, bytes]]) -> Iterator[Iterator[tuple[str, bytes]]]:
    """The files of each archive, with their names; an archive has at least one page."""
    numbered = enumerate(pages)
    waiting = next(numbered, None)

    def shard() -> Iterator[tuple[str, bytes]]:
        nonlocal waiting
        size = 0
        while waiting is not None:
            number, files = waiting
            length = sum(HEADER + len(data) for data in files.values())
            if size and size + length > SHARD:
                return
            size += length
            yield from ((f"{number:09d}.{suffix}", data) for suffix, data in files.items())
            waiting = next(numbered, None)

    while waiting is not None:
        yield shard()
