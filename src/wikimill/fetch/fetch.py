"""Bring every pinned revision of a manifest into the cache."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise
from pathlib import Path

from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.fetch.cache import CHUNK, Cache
from wikimill.files import read_text, write_text
from wikimill.manifest.lock import find_locks, read_header, read_pins
from wikimill.progress import bar
from wikimill.sources.base import Pin, Revision, RevisionSource
from wikimill.streams import batched

log = logging.getLogger(__name__)

COMMIT = 50  # revisions a transaction: one answer of the API


def fetch(pins: Iterable[Pin], pages: int, cache: Cache, source: Callable[[], RevisionSource]) -> list[Pin]:
    """Ask `source`, opened only when needed, for what the cache lacks; the pins that are not to be had.

    Args:
        pins: what is wanted; memory does not grow with their number.
        pages: how many there are, for the progress bar.
        cache: where the texts go, a batch at a time.
        source: opens the wiki or its dump.
    """
    gone: list[Pin] = []
    with bar("Fetching", pages, "page") as progress:
        absent = _absent(pins, cache, gone, progress.update)
        for first in absent:
            for batch in batched(source().revisions(chain([first], absent)), COMMIT):
                cache.add(item for item in batch if isinstance(item, Revision))
                gone += [item for item in batch if isinstance(item, Pin)]
                progress.update(len(batch))
    return sorted(gone, key=lambda pin: pin.title)


def _absent(pins: Iterable[Pin], cache: Cache, gone: list[Pin], done: Callable[[int], object]) -> Iterator[Pin]:
    """What the cache lacks; pins without a revision go to `gone`."""
    for chunk in batched(pins, CHUNK):
        known = cache.known(chunk)
        wanted = [pin for pin in chunk if pin.revid and pin.revid not in known]
        gone += [pin for pin in chunk if not pin.revid]
        done(len(chunk) - len(wanted))
        yield from wanted


def write_index(path: Path, pins: int, gone: Iterable[Pin]) -> None:
    """The record of a finished fetch: how many pages, and which are missing (`title  revid`)."""
    absent = list(gone)
    lines = [f"# pages: {pins}", f"# missing: {len(absent)}", "title\trevid"]
    write_text(path, "\n".join([*lines, *(f"{pin.title}\t{pin.revid}" for pin in absent)]) + "\n")
    log.info("%d pages in the cache, %d missing", pins - len(absent), len(absent))


def missing(path: Path) -> set[str]:
    """The titles that a finished fetch recorded as missing."""
    lines = read_text(path, "record of a fetch").split("\n")[3:-1]  # after two counts and the columns' names
    return {line.split("\t")[0] for line in lines}


def check_agreement(name: str) -> None:
    """Refuse manifests whose pages are in the same folder and that do not agree on them.

    Raises:
        WikimillError: two wikis of one host, or a page that two manifests pin at two revisions, or that one pins
            and the other lists as missing; with the page and the two manifests.
    """
    own = layout.lock(name)
    origin = read_header(own).origin
    for path, other in find_locks(origin.folder):
        if path == own:
            continue
        if other.origin.key != origin.key:
            raise WikimillError(
                f"{path} is of {other.origin.key} and {own} of {origin.key}, and both have their pages in "
                f"processed/{origin.folder}; build one of them in a project folder of its own"
            )
        both = heapq.merge(read_pins(own), read_pins(path), key=_title)
        for (title, one), (same, two) in pairwise((_title(row), row.revid) for row in both):
            if title == same and one != two:
                raise WikimillError(
                    f"{path} pins {title!r} at another revision than {own} ({one}, {two}); move both to the newest by "
                    "`snakemake refresh`, or delete one of the two files: it then takes the other's"
                )


def _title(row: Pin) -> str:
    return row.title
