"""Whom to name for which text: `attribution.tsv`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from wikimill import __version__
from wikimill.corpus.funnel import Source
from wikimill.corpus.markdown import one_line
from wikimill.corpus.statistics import opened
from wikimill.errors import WikimillError
from wikimill.files import atomic

ROWS = 8192
COLUMNS = ["title", "url", "revid", "history", "licence"]
UNKNOWN = {"unknown": "templates"}  # what kinds of losses are to a reader


def write(sources: Sequence[Source], lost: Collection[str], folder: Path) -> None:
    """Write `attribution.tsv` of the corpus in `folder`: a comment line, a line of names, a row a page.

    `url` shows the very revision, `history` lists those who wrote the page, and is empty of what is no wiki's.
    Cells are as they are, not quoted.

    Args:
        sources: the manifests that went in.
        lost: kinds of what conversion left out.
        folder: of the corpus.

    Raises:
        WikimillError: `pages.parquet` is missing, damaged, or holds pages of other manifests.
    """
    with atomic(folder / "attribution.tsv") as file:
        file.write(f"# {changes(lost)}\n".encode())
        file.write(("\t".join(COLUMNS) + "\n").encode())
        file.writelines(("\t".join(map(one_line, row)) + "\n").encode() for row in _rows(sources, folder))


def changes(lost: Collection[str]) -> str:
    """A sentence that says what was changed in the texts; a licence may ask for it."""
    kinds = ", ".join(sorted({UNKNOWN.get(kind, kind) for kind in lost} - {"unread"}))  # whose words are kept
    return (
        f"Changes: every text was converted to markdown by wikimill {__version__}, without category links and layout"
        + (f"; of some texts these were left out: {kinds}." if kinds else ".")
    )


def _rows(sources: Sequence[Source], folder: Path) -> Iterator[Sequence[str]]:
    path = folder / "pages.parquet"
    origins = {source.header.origin.name: source.header.origin for source in reversed(sources)}
    names = ["title", "url", "revid", "licence", "wiki"]
    with opened(path, names) as table:
        for batch in table.iter_batches(ROWS, columns=names):
            for row in batch.to_pylist():
                origin = origins.get(row["wiki"])
                if origin is None:
                    raise WikimillError(
                        f"{path}: no manifest that was named has {row['wiki']!r}; delete it and run again"
                    )
                yield row["title"], row["url"], str(row["revid"]), origin.history(row["title"]), row["licence"]
