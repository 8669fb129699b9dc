"""The table of converted pages, `pages.tsv`, and the same table of a single shard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.files import atomic
from wikimill.streams import sort_lines


@dataclass(frozen=True)
class PageRow:
    """A page of a manifest after conversion.

    `status` is `ok`, `repaired` (pandoc aborted on the page; it was read in pieces), `quarantined` (over its
    bounds; kept out of the corpus) or `missing` (the wiki does not show it; it has no file).
    """

    title: str
    path: str  # of the markdown, relative to the project folder; empty when missing
    revid: int
    sha256: str  # of the markdown, 64 hex digits
    words: int
    status: str
    dropped: str  # what was left out: "references:3 tables:1"; why the page is quarantined
    losses: str = "[]"  # the same with names and examples, as JSON (losses.from_json); only in a shard's table


SHARD_COLUMNS = [field.name for field in fields(PageRow)]
COLUMNS = SHARD_COLUMNS[:-1]


def write_pages(path: Path, rows: Iterable[PageRow], recipe: str = "") -> None:
    """Write rows, sorted by title; a shard's table also says by which recipe its pages were made.

    Memory does not grow with the rows.
    """
    columns = SHARD_COLUMNS if recipe else COLUMNS

    def line_of(row: PageRow) -> str:
        values = [row.title, row.path, row.revid, row.sha256, row.words, row.status, row.dropped, row.losses]
        return "\t".join(map(str, values[: len(columns)]))

    with sort_lines((row.title, line_of(row)) for row in rows) as lines, atomic(path) as file:
        for line in [*([f"# recipe: {recipe}"] if recipe else []), "\t".join(columns)]:
            file.write(f"{line}\n".encode())
        file.writelines(f"{line}\n".encode() for line in lines)


def read_recipe_digest(path: Path) -> str:
    """The digest of the recipe by which a shard's pages were made; empty for `pages.tsv`."""
    with path.open(encoding="utf-8") as file:
        first = file.readline()
    return first.strip().removeprefix("# recipe: ") if first.startswith("# recipe: ") else ""


def read_pages(path: Path) -> Iterator[PageRow]:
    """The rows, one at a time.

    Raises:
        WikimillError: no such table, or one that is not whole.
    """
    try:
        with path.open("rb") as file:
            lines = (line.decode("utf-8") for line in file if not line.startswith(b"# recipe: "))
            if next(lines, "").rstrip("\n").split("\t") not in (COLUMNS, SHARD_COLUMNS):
                raise ValueError
            yield from map(_row, lines)
    except FileNotFoundError:
        raise WikimillError(f"{path}: there is no such table of pages; build its manifest first") from None
    except ValueError:
        raise WikimillError(f"{path}: the table is damaged; delete it and run again") from None


def _row(line: str) -> PageRow:
    if not line.endswith("\n"):
        raise ValueError
    title, path, revid, sha256, words, status, dropped, *losses = line[:-1].split("\t")
    return PageRow(title, path, int(revid), sha256, int(words), status, dropped, *losses)
