"""Pages of a corpus, kept and left out: found in its tables a few rows at a time, whatever the size of the corpus.

A page is named by the number of its row. Its files are at the paths that the tables have, as far as these are in the
project's own folders.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wikimill import layout, tables
from wikimill.convert.losses import PAGE_COLUMNS, Loss
from wikimill.convert.pages import COLUMNS as PAGES_COLUMNS
from wikimill.convert.pages import PageRow
from wikimill.corpus.pages.pages_table import LEFT_OUT_COLUMNS
from wikimill.corpus.parquet import open_parquet
from wikimill.manifest.lock import read_header

LISTED = ["title", "split", "words", "source"]
SHOWN = [*LISTED, "text", "url", "date_modified", "licence", "categories", "path"]
LIMIT = 50  # pages of a list


@dataclass(frozen=True)
class Entry:
    """A page of a list: the number of its row, and cells of it by name."""

    row: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Listing:
    """A part of a list, and the row from which it goes on; None at its end."""

    entries: list[Entry]
    following: int | None


@dataclass(frozen=True)
class Found:
    """A page with all that is known of it.

    Args:
        cells: of its row.
        text: markdown, as the corpus has it; of a page that is left out, as conversion made it; None if it is gone.
        wikitext: before templates are expanded; None where there is none, or it is gone.
        losses: what conversion left out of it.
        conversion: what the manifest's table says: `quarantined`, and why.
    """

    cells: dict[str, Any]
    text: str | None
    wikitext: str | None
    losses: list[Loss] = field(default_factory=list)
    conversion: str = ""


class Corpus:
    """The corpus of a run.

    Args:
        folder: `corpus/RUN`.
    """

    def __init__(self, folder: Path) -> None:
        self.pages = folder / "pages.parquet"
        self.left_out = folder / "left_out.tsv"
        self.statistics = folder / "statistics.json"

    @property
    def exists(self) -> bool:
        """Whether there is one."""
        return self.pages.is_file()

    def read_statistics(self) -> dict[str, Any]:
        """The counts of its card; empty where there is none."""
        try:
            found = json.loads(self.statistics.read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def list_pages(self, query: str, start: int, limit: int = LIMIT) -> Listing:
        """Pages whose titles have `query`, in the order of the table.

        Args:
            query: a part of the title, in any case; empty for all.
            start: the row to begin with.
            limit: pages, at most.

        Raises:
            WikimillError: the table is missing or damaged.
        """

        def found(titles: pa.Array) -> pa.Array:
            return pc.match_substring(titles, query, ignore_case=True) if query else pa.repeat(True, len(titles))

        entries = list(self._search(found, start, limit + 1))
        return Listing(entries[:limit], entries[limit].row if len(entries) > limit else None)

    def find_title(self, title: str) -> int | None:
        """The row of the first page with this title.

        Raises:
            WikimillError: see `list_pages`.
        """
        return next((entry.row for entry in self._search(lambda titles: pc.equal(titles, title), 0, 1)), None)

    def _search(self, matches: Any, start: int, limit: int) -> Iterator[Entry]:
        with open_parquet(self.pages, LISTED) as file:
            first = 0
            for group in range(file.num_row_groups):
                size = file.metadata.row_group(group).num_rows
                if first + size > start:
                    titles = file.read_row_group(group, ["title"])["title"].combine_chunks()
                    rows = pc.indices_nonzero(matches(titles)).to_pylist()
                    rows = [row for row in rows if first + row >= start][:limit]
                    if rows:
                        cells = file.read_row_group(group, LISTED).take(rows).to_pylist()
                        yield from (Entry(first + row, each) for row, each in zip(rows, cells, strict=True))
                        limit -= len(rows)
                    if not limit:
                        return
                first += size

    def page(self, row: int) -> Found | None:
        """The page in a row; None if there is no such row.

        Raises:
            WikimillError: a table is missing or damaged.
        """
        with open_parquet(self.pages, SHOWN) as file:
            columns = [*SHOWN, *({"wikitext"} & set(file.schema_arrow.names))]
            for group in range(file.num_row_groups):
                size = file.metadata.row_group(group).num_rows
                if row < size:
                    (cells,) = file.read_row_group(group, columns).slice(row, 1).to_pylist()
                    path = project_path(cells["path"], layout.PROCESSED)
                    wikitext = cells.pop("wikitext", None) or _read(_raw(path))
                    return Found(cells, cells.pop("text"), wikitext, *_told(cells["source"], cells["title"]))
                row -= size
        return None

    def list_left_out(self, query: str, reason: str, start: int, limit: int = LIMIT) -> Listing:
        """Pages that were left out, in the order of the table.

        Args:
            query: see `list_pages`.
            reason: only those that were left out for it; empty for all.
            start: the row to begin with.
            limit: pages, at most.

        Raises:
            WikimillError: the table is missing or damaged.
        """
        entries: list[Entry] = []
        for entry in self._left_out_rows():
            cells = entry.cells
            if entry.row < start or (reason and cells["reason"] != reason):
                continue
            if query.casefold() not in cells["title"].casefold():
                continue
            if len(entries) == limit:
                return Listing(entries, entry.row)
            entries.append(entry)
        return Listing(entries, None)

    def left_out_page(self, row: int) -> Found | None:
        """The page in a row of those that were left out; None if there is no such row.

        Raises:
            WikimillError: a table is missing or damaged.
        """
        cells = next((entry.cells for entry in self._left_out_rows() if entry.row == row), None)
        if cells is None:
            return None
        path = project_path(cells["path"], layout.PROCESSED)
        return Found(cells, _read(path), _read(_raw(path)), *_told(cells["source"], cells["title"]))

    def _left_out_rows(self) -> Iterator[Entry]:
        missing = "there is no such table of pages left out; build the corpus again"
        rows = tables.read_table(self.left_out, LEFT_OUT_COLUMNS, lambda *cells: cells, missing)
        return (Entry(row, dict(zip(LEFT_OUT_COLUMNS, cells, strict=True))) for row, cells in enumerate(rows))


def project_path(path: str, folder: Path) -> Path | None:
    """The path of a table as a file in a folder of the project; None for any other."""
    found = Path(path)
    if not path or ".." in found.parts or not found.is_relative_to(folder):
        return None
    return found if found.resolve().is_relative_to(folder.resolve()) else None


def _raw(markdown: Path | None) -> Path | None:
    return project_path(str(layout.raw_page(markdown)), layout.RAW) if markdown else None


def _read(path: Path | None) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "replace") if path else None
    except OSError:
        return None


def _told(source: str, title: str) -> tuple[list[Loss], str]:
    """What the tables of the manifests of a source say of a page: its losses, and its status with the reason."""
    losses: list[Loss] = []
    status = ""
    for lock in layout.locks():
        table = layout.pages(lock.stem)
        if not table.exists() or read_header(lock).origin.name != source:
            continue
        for row in tables.find_rows(table, PAGES_COLUMNS, title, _page_row):
            status = status or (row.status if row.status == "ok" else f"{row.status} {row.dropped}".rstrip())
        found = table.with_name("losses.tsv")
        losses = losses or (list(tables.find_rows(found, PAGE_COLUMNS, title, _loss)) if found.exists() else [])
    return losses, status


def _page_row(title: str, path: str, revid: str, sha256: str, words: str, status: str, dropped: str) -> PageRow:
    return PageRow(title, path, int(revid), sha256, int(words), status, dropped)


def _loss(_title: str, kind: str, name: str, template: str, count: str) -> Loss:
    return Loss(kind, name, int(count), template=template)
