"""Bring every pinned revision of a manifest into the cache."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.fetch.cache import Cache
from wikimill.files import read_text, write_text
from wikimill.manifest import derived
from wikimill.progress import bar
from wikimill.sources.base import Pin, Revision, Source

log = logging.getLogger(__name__)

COMMIT = 50  # revisions a transaction: one answer of the API


def fetch(pins: Sequence[Pin], cache: Cache, source: Callable[[], Source]) -> list[Pin]:
    """Ask `source`, opened only when needed, for what the cache lacks; the pins that are not to be had."""
    wanted = [pin for pin in pins if pin.revid]
    known = cache.known(pin.revid for pin in wanted)
    absent = [pin for pin in wanted if pin.revid not in known]
    gone = [pin for pin in pins if not pin.revid]
    with bar("Fetching", len(pins), "page") as progress:
        progress.update(len(pins) - len(absent))
        for batch in _batches(source().revisions(absent) if absent else ()):
            cache.add(item for item in batch if isinstance(item, Revision))
            gone += [item for item in batch if isinstance(item, Pin)]
            progress.update(len(batch))
    return sorted(gone, key=lambda pin: pin.title)


def write_index(path: Path, pins: int, gone: Iterable[Pin]) -> None:
    """The record of a finished fetch: how many pages, and which are missing (`title  revid`)."""
    absent = list(gone)
    lines = [f"# pages: {pins}", f"# missing: {len(absent)}", "title\trevid"]
    write_text(path, "\n".join([*lines, *(f"{pin.title}\t{pin.revid}" for pin in absent)]) + "\n")
    log.info("%d pages in the cache, %d missing", pins - len(absent), len(absent))


def missing(path: Path) -> set[str]:
    """The titles that a finished fetch recorded as missing."""
    lines = [line for line in read_text(path, "record of a fetch").splitlines() if not line.startswith("#")]
    return {line.split("\t")[0] for line in lines[1:]}


def check_agreement(folder: Path, name: str) -> None:
    """Refuse manifests of one wiki that pin one page at two revisions: it has one file in the project.

    Raises:
        WikimillError: with the page and the two manifests.
    """
    header, rows = derived.read(folder / f"{name}.tsv")
    host = derived.wiki_of(header).folder
    own = {row.pin.title: row.pin.revid for row in rows if row.pin.revid}
    for path in sorted(folder.glob("*.tsv")):
        if path.stem == name or derived.wiki_of(derived.read_header(path)).folder != host:
            continue
        for row in derived.read(path)[1]:
            if own.get(row.pin.title, row.pin.revid) != row.pin.revid and row.pin.revid:
                raise WikimillError(
                    f"{path} pins {row.pin.title!r} at revision {row.pin.revid}, {folder / name}.tsv at "
                    f"{own[row.pin.title]}; delete one of the two files: it then takes the other's revisions"
                )


def _batches(items: Iterable[Revision | Pin]) -> Iterable[list[Revision | Pin]]:
    batch: list[Revision | Pin] = []
    for item in items:
        batch.append(item)
        if len(batch) == COMMIT:
            yield batch
            batch = []
    if batch:
        yield batch
