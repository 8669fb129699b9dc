"""The tables of a corpus as they are compared."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from wikimill import tables
from wikimill.compare.difference import State
from wikimill.compare.join import in_order
from wikimill.corpus.pages.pages_table import LEFT_OUT_COLUMNS
from wikimill.corpus.parquet import MergeJoin, open_parquet
from wikimill.errors import WikimillError

BATCH = 1024  # rows in memory
FIX = "build the corpus again"
COLUMNS = ("path", "title", "source", "revid", "sha256", "words")
NUMBER = "page_id"


class Row(NamedTuple):
    """A page of a corpus. `number` is MediaWiki's, which it keeps under another title; None where it has none."""

    title: str
    source: str
    state: State
    number: int | None


class LeftOut(NamedTuple):
    """Why a page is not in a corpus."""

    title: str
    source: str
    reason: str


def page_tables(folder: Path) -> list[Path]:
    """The tables of a corpus: that of all pages, or, as a corpus is published, those of its splits."""
    whole = folder / "pages.parquet"
    return [whole] if whole.is_file() else sorted(path for path in folder.glob("pages-*.parquet") if path.is_file())


def read_rows(folder: Path) -> Iterator[tuple[str, Row]]:
    """The pages of a corpus by path, in its order, without their texts. With tokens where it has them.

    Raises:
        WikimillError: a table is missing or damaged, or not sorted.
    """
    batches = (in_order(_batches(path), path, "path", FIX) for path in page_tables(folder))
    pages = in_order(heapq.merge(*batches, key=itemgetter(0)), folder, "path", FIX)  # no page is in two splits
    tokens = MergeJoin(_read_tokens(folder / "tokens.parquet")) if has_tokens(folder) else None
    for key, (title, source, revid, sha256, words, number) in pages:
        sizes = {"words": words}
        if tokens:
            count = tokens.find(key)
            if count is None:
                raise WikimillError(f"{folder / 'tokens.parquet'}: it lacks {key}; {FIX}")
            sizes["tokens"] = count
        yield key, Row(title, source, State(revid, sha256, sizes), number)


def has_tokens(folder: Path) -> bool:
    """Whether the corpus in a folder says how many tokens its pages have."""
    return (folder / "tokens.parquet").exists()


def read_left_out(folder: Path) -> Iterator[LeftOut]:
    """The pages that are not in a corpus."""
    return tables.read_table(
        folder / "left_out.tsv",
        LEFT_OUT_COLUMNS,
        lambda title, _path, source, reason, _detail, _words: LeftOut(title, source, reason),
        f"there is no such table of pages left out; {FIX}",
        FIX,
    )


def _batches(path: Path) -> Iterator[tuple[str, tuple[str, str, int, str, int, int | None]]]:
    with open_parquet(path, COLUMNS) as table:
        has_number = NUMBER in table.schema_arrow.names
        columns = [*COLUMNS, *([NUMBER] if has_number else [])]
        for key, *cells in _cells(path, table, columns, (str, str, str, int, str, int)):
            title, source, revid, sha256, words, *number = cells
            yield key, (title, source, revid, sha256, words, number[0] if number else None)


def _read_tokens(path: Path) -> Iterator[tuple[str, int]]:
    with open_parquet(path, ["path", "tokens"]) as table:
        yield from _cells(path, table, ["path", "tokens"], (str, int))


def _cells(path: Path, table: object, columns: list[str], types: tuple[type, ...]) -> Iterator[tuple]:  # type: ignore[type-arg]
    """Rows of these columns.

    Raises:
        WikimillError: the table cannot be read, or has a value of another type.
    """
    import pyarrow as pa

    try:
        for batch in table.iter_batches(BATCH, columns=columns):  # type: ignore[attr-defined]
            for row in zip(*(batch[name].to_pylist() for name in columns), strict=True):
                for name, value, kind in zip(columns, row, types, strict=False):
                    if not isinstance(value, kind):
                        raise WikimillError(f"{path}: column {name} has {value!r}, which is no {kind.__name__}; {FIX}")
                yield row
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise WikimillError(f"{path}: the table is damaged ({error}); delete it and {FIX}") from None
