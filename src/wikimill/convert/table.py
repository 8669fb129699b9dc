"""The table of converted pages, `pages.tsv`, and the same table of a single shard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.files import read_text, write_text


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
    dropped: str  # what was left out: "references:3 tables:1"


COLUMNS = [field.name for field in fields(PageRow)]


def write(path: Path, rows: Iterable[PageRow], recipe: str = "") -> None:
    """Write rows, sorted by title; a shard's table also says by which recipe its pages were made."""
    head = [f"# recipe: {recipe}"] if recipe else []
    body = ["\t".join(map(str, astuple(row))) for row in sorted(rows, key=lambda row: row.title)]
    write_text(path, "\n".join([*head, "\t".join(COLUMNS), *body]) + "\n")


def read(path: Path) -> tuple[str, list[PageRow]]:
    """The recipe, empty in `pages.tsv`, and the rows.

    Raises:
        WikimillError: no such table, or one that is not whole.
    """
    lines = read_text(path, "table of pages").split("\n")
    recipe = lines.pop(0).removeprefix("# recipe: ") if lines[0].startswith("# recipe: ") else ""
    try:
        if lines[0].split("\t") != COLUMNS or lines[-1]:
            raise ValueError
        return recipe, [_row(line) for line in lines[1:-1]]
    except ValueError:
        raise WikimillError(f"{path}: the table is damaged; delete it and run again") from None


def _row(line: str) -> PageRow:
    title, path, revid, sha256, words, status, dropped = line.split("\t")
    return PageRow(title, path, int(revid), sha256, int(words), status, dropped)
