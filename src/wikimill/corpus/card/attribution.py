"""Whom to credit for each text: `attribution.tsv`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from wikimill import __version__, tables
from wikimill.corpus.card.funnel import Source
from wikimill.corpus.parquet import open_parquet
from wikimill.errors import WikimillError
from wikimill.files import atomic

BATCH = 8192  # rows read at a time
COLUMNS = ["title", "url", "revid", "history", "licence"]
# Names of kinds of losses, for readers.
READABLE = {
    **dict.fromkeys(["missing", "unsupported", "modules", "limits"], "templates"),
    "removed": "notices and navigation",
}


def write_attribution(sources: Sequence[Source], lost: Collection[str], folder: Path) -> None:
    """Write `attribution.tsv` of the corpus in `folder`: a comment line, a header, a row per page.

    `url` shows the very revision, `history` lists the authors of the page and is empty where the source is not a wiki.
    Cells are not quoted.

    Args:
        sources: the manifests that went in.
        lost: kinds of what conversion left out.
        folder: that of the corpus.

    Raises:
        WikimillError: `pages.parquet` is missing, damaged, or holds pages of other manifests.
    """
    with atomic(folder / "attribution.tsv") as file:
        file.write(f"# {describe_changes(lost)}\n".encode())
        file.write(tables.format_row(COLUMNS))
        file.writelines(map(tables.format_row, _rows(sources, folder)))


def describe_changes(lost: Collection[str]) -> str:
    """A sentence that says what was changed in the texts; a licence may ask for it."""
    kinds = ", ".join(sorted({READABLE.get(kind, kind) for kind in lost}))
    return (
        f"Changes: every text was converted to markdown by wikimill {__version__}, without category links and layout"
        + (f"; of some texts these were left out: {kinds}." if kinds else ".")
    )


def _rows(sources: Sequence[Source], folder: Path) -> Iterator[Sequence[str]]:
    path = folder / "pages.parquet"
    origins = {source.header.origin.name: source.header.origin for source in reversed(sources)}
    names = ["title", "url", "revid", "licence", "source"]
    with open_parquet(path, names) as table:
        for batch in table.iter_batches(BATCH, columns=names):
            for row in batch.to_pylist():
                origin = origins.get(row["source"])
                if origin is None:
                    raise WikimillError(
                        f"{path}: no manifest that was named has {row['source']!r}; delete it and run again"
                    )
                yield row["title"], row["url"], str(row["revid"]), origin.history(row["title"]), row["licence"] or ""
