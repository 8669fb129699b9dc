"""The table of converted pages, `pages.tsv`: its rows, the same table of a single shard, and their merge."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from pathlib import Path

from wikimill import layout
from wikimill.convert.losses import from_json, write_losses
from wikimill.convert.page_facts import write_facts
from wikimill.convert.template_totals import write_totals
from wikimill.errors import WikimillError
from wikimill.files import atomic
from wikimill.manifest.lock import find_locks, read_pins
from wikimill.plain_text import from_cell, to_cell
from wikimill.streams import sort_lines

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PageRow:
    """A page of a manifest after conversion.

    `status` is `ok`, `quarantined` (it exceeded its limits, or is not wikitext; kept out of the corpus) or `missing`
    (the wiki does not show it; it has no file).
    """

    title: str
    path: str  # of the markdown, relative to the project folder; empty when missing
    revid: int
    sha256: str  # of the markdown, 64 hex digits
    words: int
    status: str
    dropped: str  # what was left out: "references:3 tables:1"; why the page is quarantined or missing
    # Only in a shard's table:
    losses: str = "[]"  # what was left out with names and examples, as JSON (losses.from_json)
    facts: str = "{}"  # what the page is beside its text, as JSON (page_facts.to_json)


SHARD_COLUMNS = [field.name for field in fields(PageRow)]
COLUMNS = SHARD_COLUMNS[:-2]
RECIPE = "# recipe: "  # begins the first line of a shard's table


def write_pages(path: Path, rows: Iterable[PageRow], recipe: str = "") -> None:
    """Write rows, sorted by title; a shard's table also says by which recipe its pages were made.

    Memory does not grow with the rows.
    """
    columns = SHARD_COLUMNS if recipe else COLUMNS

    def line_of(row: PageRow) -> str:
        return "\t".join(map(to_cell, list(vars(row).values())[: len(columns)]))

    with sort_lines((row.title, line_of(row)) for row in rows) as lines, atomic(path) as file:
        for line in [*([f"{RECIPE}{recipe}"] if recipe else []), "\t".join(columns)]:
            file.write(f"{line}\n".encode())
        file.writelines(f"{line}\n".encode() for line in lines)


def read_recipe_digest(path: Path) -> str:
    """The digest of the recipe by which a shard's pages were made; empty for `pages.tsv`."""
    with path.open(encoding="utf-8") as file:
        first = file.readline()
    return first.strip().removeprefix(RECIPE) if first.startswith(RECIPE) else ""


def read_pages(path: Path) -> Iterator[PageRow]:
    """The rows, one at a time.

    Raises:
        WikimillError: no such table, or one that is not whole.
    """
    try:
        with path.open("rb") as file:
            lines = (line.decode("utf-8") for line in file)
            head = next(lines, "")
            if head.startswith(RECIPE):
                head = next(lines, "")
            columns = head.rstrip("\n").split("\t")
            if columns != SHARD_COLUMNS[: len(columns)] or len(columns) < len(COLUMNS):
                raise ValueError
            yield from map(_parse, lines)
    except FileNotFoundError:
        raise WikimillError(f"{path}: there is no such table of pages; build its manifest first") from None
    except ValueError:
        raise WikimillError(f"{path}: the table is damaged; delete it and run again") from None


def pages(manifest: str, shard_tables: Sequence[Path], folder: str) -> Counter[str]:
    """Write `pages.tsv`, tables of losses and facts, and the numbers of templates; the number of pages by status.

    Tables of another number of shards are deleted, with the files of pages that only they list.

    Args:
        manifest: its name.
        shard_tables: one of each shard.
        folder: of the manifest's pages; see `Origin.folder`.
    """
    target = layout.pages(manifest)
    statuses: Counter[str] = Counter()

    def rows() -> Iterator[PageRow]:
        for row in chain.from_iterable(map(read_pages, shard_tables)):
            statuses[row.status] += 1
            yield row

    write_pages(target, rows())
    with sort_lines(
        (row.title, f"{row.title}\t{row.losses}") for row in chain.from_iterable(map(read_pages, shard_tables))
    ) as lines:
        pairs = (line.split("\t") for line in lines)
        most = write_losses(target.parent, ((title, from_json(losses)) for title, losses in pairs))
    with sort_lines(
        (row.title, f"{row.title}\t{row.facts}") for row in chain.from_iterable(map(read_pages, shard_tables))
    ) as lines:
        write_facts(target.parent, ((title, facts) for title, facts in (line.split("\t") for line in lines)))
    if unknown := ", ".join(f"{name} ({count})" for name, count in most):
        log.info("templates that are missing, and how often: %s", unknown)
    uses = [path for path in (table.with_suffix(".uses") for table in shard_tables) if path.exists()]
    if uses:
        write_totals(manifest, uses)
    current = {table.with_suffix(suffix) for table in shard_tables for suffix in (".tsv", ".state", ".stamp", ".uses")}
    stale = [path for path in (layout.SHARDS / manifest).glob("*-of-*") if path not in current]
    listed = [row for path in stale if path.suffix == ".state" for row in read_pages(path)]
    if listed:
        remove_orphans(listed, (row.path for row in read_pages(target)), folder, manifest)
    for path in stale:
        path.unlink()
    return statuses


def remove_orphans(before: Iterable[PageRow], now: Iterable[str], folder: str, manifest: str) -> None:
    """Delete the files of pages that left `manifest`: renamed, deleted or no longer in its categories.

    Otherwise `processed/` would depend on what was built before. Pages that another manifest has stay, and so do
    pages built by name alone, which are in no table.

    Args:
        before: pages of the table of an earlier run.
        now: paths of the manifest's pages.
        folder: of the manifest's pages; see `Origin.folder`.
        manifest: its name.
    """
    kept = set(now)
    gone = [row.path for row in before if row.path and row.path not in kept]
    if not gone:
        return
    for lock, header in find_locks(folder):
        if lock.stem != manifest:
            kept.update(header.origin.markdown_paths(pin.title for pin in read_pins(lock) if pin.revid).values())
    for path in map(Path, set(gone) - kept):
        path.unlink(missing_ok=True)
        layout.raw_page(path).unlink(missing_ok=True)


def _parse(line: str) -> PageRow:
    if not line.endswith("\n"):
        raise ValueError
    title, path, revid, sha256, words, status, dropped, *others = map(from_cell, line[:-1].split("\t"))
    return PageRow(title, path, int(revid), sha256, int(words), status, dropped, *others)
