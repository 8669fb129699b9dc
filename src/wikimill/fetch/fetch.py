"""Bring every pinned revision of a manifest into the cache."""

from __future__ import annotations

import heapq
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise
from pathlib import Path

from wikimill import layout
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.fetch.cache import CHUNK, RevisionCache
from wikimill.files import read_text, write_text
from wikimill.manifest.lock import find_locks, read_header, read_pins
from wikimill.progress import bar
from wikimill.sources.base import Pin, Revision, RevisionSource, Unavailable
from wikimill.streams import batched

log = logging.getLogger(__name__)

# Why a text is missing, where its source does not tell.
NOT_THERE = "not in the source"
COMMIT = 50  # revisions a transaction: one response of the API


def fetch(manifest: str, record: Path, config: Config, processes: int = 1) -> None:
    """Fetch what the cache lacks of a manifest's pinned revisions, and write the record of the fetch.

    Raises:
        WikimillError: what `check_agreement` and the source raise.
    """
    check_agreement(manifest)
    lock = layout.lock(manifest)
    header = read_header(lock)
    with RevisionCache(layout.CACHE / header.origin.folder) as cache:
        missing = fetch_pins(read_pins(lock), header.pages, cache, lambda: header.origin.open_source(config, processes))
    write_record(record, header.pages, missing)


def fetch_pins(
    pins: Iterable[Pin], pages: int, cache: RevisionCache, open_source: Callable[[], RevisionSource]
) -> list[Pin]:
    """Fetch what the cache lacks; the pins whose text the source does not have.

    Args:
        pins: what is wanted; memory does not grow with their number.
        pages: how many there are, for the progress bar.
        cache: where the texts go, a batch at a time.
        open_source: opens the wiki or its dump; called only when something is to be fetched.
    """
    missing: list[Pin] = []
    with bar("Fetching", pages, "page") as progress:
        wanted = _not_cached(pins, cache, missing, progress.update)
        for first in wanted:
            for batch in batched(open_source().revisions(chain([first], wanted)), COMMIT):
                cache.add(item for item in batch if isinstance(item, Revision))
                missing += [item for item in batch if isinstance(item, Pin)]
                progress.update(len(batch))
    return sorted(missing, key=lambda pin: pin.title)


def _not_cached(
    pins: Iterable[Pin], cache: RevisionCache, missing: list[Pin], advance: Callable[[int], object]
) -> Iterator[Pin]:
    """What the cache lacks; pins without a revision go to `missing`."""
    for chunk in batched(pins, CHUNK):
        known = cache.known(chunk)
        wanted = [pin for pin in chunk if pin.revid and pin.revid not in known]
        missing += [pin for pin in chunk if not pin.revid]
        advance(len(chunk) - len(wanted))
        yield from wanted


def write_record(path: Path, pages: int, missing: Iterable[Pin]) -> None:
    """Write the record of a finished fetch: how many pages, and which are missing and why (`title  revid  reason`)."""
    reasons = [(pin, _reason(pin)) for pin in missing]
    rows = [f"{pin.title}\t{pin.revid}\t{reason}" for pin, reason in reasons]
    head = [f"# pages: {pages}", f"# missing: {len(rows)}", "title\trevid\treason"]
    write_text(path, "\n".join([*head, *rows]) + "\n")
    counts = Counter(reason for _, reason in reasons)
    why = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
    log.info("%d pages in the cache, %d missing%s", pages - len(rows), len(rows), why and f" ({why})")


def _reason(pin: Pin) -> str:
    if isinstance(pin, Unavailable):
        return pin.reason
    return pin.problem or NOT_THERE


def read_missing(path: Path) -> dict[str, str]:
    """The titles that the record of a fetch lists as missing, and why; records of before had no reasons."""
    lines = read_text(path, "record of a fetch").split("\n")[3:-1]  # after two counts and the column names
    rows = (line.split("\t") for line in lines)
    return {title: reason[0] if reason else "" for title, _, *reason in rows}


def check_agreement(manifest: str) -> None:
    """Refuse manifests whose pages are in the same folder when their locks disagree.

    Raises:
        WikimillError: two wikis of one host, or a page that two manifests pin at two revisions, or that one pins
            and the other lists as missing; with the page and the two locks.
    """
    own = layout.lock(manifest)
    origin = read_header(own).origin
    for path, other in find_locks(origin.folder):
        if path == own:
            continue
        if not origin.shares_pages(other.origin):
            raise WikimillError(
                f"{path} is of {other.origin.key} and {own} of {origin.key}, and both have their pages in "
                f"processed/{origin.folder}; build one of them in a project folder of its own"
            )
        both = heapq.merge(read_pins(own), read_pins(path), key=lambda pin: pin.title)
        for one, two in pairwise(both):
            if one.title == two.title and one.revid != two.revid:
                raise WikimillError(
                    f"{path} pins {one.title!r} at another revision than {own} ({one.revid}, {two.revid}); move both "
                    "to the newest by `snakemake refresh`, or delete one of the two files: it then takes the other's"
                )
