"""The funnel: the manifests of a corpus, and the pages lost at each stage."""

from __future__ import annotations

import contextlib
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

from wikimill import layout, tables
from wikimill.convert import losses
from wikimill.convert.pages import read_pages
from wikimill.corpus.pages.pages_table import LEFT_OUT_COLUMNS, TAKEN_OUT_COLUMNS
from wikimill.errors import WikimillError
from wikimill.files import sha256
from wikimill.manifest.lock import Header, read_header, read_pins

REASON, WORDS = LEFT_OUT_COLUMNS.index("reason"), LEFT_OUT_COLUMNS.index("words")
NOT_FETCHED, NOT_CONVERTED = "missing", "quarantined"  # statuses, and reasons of left_out.tsv


@dataclass(frozen=True)
class Source:
    """A manifest of the corpus."""

    manifest: str
    header: Header
    categories: int  # in which pages were found
    oldest: str  # timestamps of the revisions, ISO 8601, UTC; empty when none is known
    newest: str
    sha256: str  # of the derived manifest, in hex


@dataclass(frozen=True)
class Stage:
    """Pages left after a stage, and those that it lost, by reason, the greatest losses first."""

    stage: str
    pages: int
    lost: dict[str, int]


@dataclass(frozen=True)
class LeftOut:
    """What was left out for a reason: words as they were when it was found, of a page that nobody read none."""

    pages: int
    words: int


def read_sources(manifests: Iterable[str]) -> list[Source]:
    """The manifests, by name, each once. Memory grows with their categories, not with their pages.

    Raises:
        WikimillError: no derived manifest, or a damaged one.
    """
    sources = []
    for manifest in sorted(set(manifests)):
        path = layout.lock(manifest)
        header = read_header(path)
        categories, oldest, newest = set(), "", ""
        for row in read_pins(path):
            categories.add(row.category)
            if time := row.timestamp:
                oldest, newest = min(oldest or time, time), max(newest, time)
        sources.append(Source(manifest, header, len(categories - {""}), oldest, newest, sha256(path)))
    return sources


def compute_stages(sources: Sequence[Source], left_out: Mapping[str, LeftOut], kept: int) -> list[Stage]:
    """Pages found, fetched, converted and kept. A page that several manifests hold counts once.

    Args:
        sources: the manifests.
        left_out: by reason, of `left_out.tsv`.
        kept: number of pages of the corpus.

    Raises:
        WikimillError: a table that is missing or damaged, or not of the same build as the others.
    """
    statuses = _count_statuses(sources)
    found = statuses.total()
    out = sum(each.pages for each in left_out.values())
    if found != kept + out:
        raise WikimillError(
            f"left_out.tsv: it has {out} pages and the corpus {kept}, which are not the {found} of "
            "the manifests; delete the folder of the corpus and run again"
        )
    missing, quarantined = statuses[NOT_FETCHED], statuses[NOT_CONVERTED]
    chosen = {reason: each.pages for reason, each in left_out.items() if reason not in (NOT_FETCHED, NOT_CONVERTED)}
    return [
        Stage("found", found, {}),
        Stage("fetched", found - missing, {NOT_FETCHED: missing} if missing else {}),
        Stage("converted", found - missing - quarantined, {NOT_CONVERTED: quarantined} if quarantined else {}),
        Stage("kept", kept, rank(chosen)),
    ]


def count_left_out(path: Path) -> dict[str, LeftOut]:
    """Pages and words by reason of a `left_out.tsv`, the most frequent first.

    Raises:
        WikimillError: no such table, or one that is not whole.
    """
    missing = "there is no such table of pages left out; build the corpus again"
    pages: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for reason, number in tables.read_table(
        path, LEFT_OUT_COLUMNS, lambda *cells: (str(cells[REASON]), int(cells[WORDS])), missing
    ):
        pages[reason] += 1
        words[reason] += number
    return {reason: LeftOut(number, words[reason]) for reason, number in rank(pages).items()}


def read_taken_out(path: Path, limit: int) -> list[tuple[str, str, int, int]]:
    """The first rows of a `taken_out.tsv`: kind, what, count and number of pages.

    Raises:
        WikimillError: no such table, or one that is not whole.
    """
    rows = tables.read_table(
        path,
        TAKEN_OUT_COLUMNS,
        lambda kind, what, count, pages: (kind, what, int(count), int(pages)),
        "there is no such table of parts of texts; build the corpus again",
    )
    with contextlib.closing(rows):
        return list(islice(rows, limit))


def sum_losses(sources: Iterable[Source]) -> dict[tuple[str, str], tuple[int, int]]:
    """What conversion left out: count and number of pages by kind and name, the most frequent first.

    A page that several manifests hold counts in each. Memory grows with the number of different losses.

    Raises:
        WikimillError: a table of losses that is missing or damaged.
    """
    totals: dict[tuple[str, str], tuple[int, int]] = {}
    for source in sources:
        for kind, name, count, pages in losses.read_totals(layout.pages(source.manifest).with_name(losses.TOTALS)):
            total_count, total_pages = totals.get((kind, name), (0, 0))
            totals[kind, name] = total_count + count, total_pages + pages
    return dict(sorted(totals.items(), key=lambda item: (-item[1][0], item[0])))


def rank(counts: Mapping[str, int]) -> dict[str, int]:
    """The same counts, the greatest first, equal ones by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _count_statuses(sources: Iterable[Source]) -> Counter[str]:
    """Number of pages by status. The tables are sorted by title, so that none is held in memory."""
    statuses: Counter[str] = Counter()

    def folder(source: Source) -> str:
        return source.header.origin.folder

    for _, group in groupby(sorted(sources, key=folder), folder):
        rows = heapq.merge(*map(_read_statuses, group), key=itemgetter(0))
        for _, (page, *_others) in groupby(rows, itemgetter(0)):
            statuses[page[1]] += 1
    return statuses


def _read_statuses(source: Source) -> Iterator[tuple[str, str]]:
    """Title and status of a manifest's pages."""
    path, number = layout.pages(source.manifest), 0
    for number, row in enumerate(read_pages(path), start=1):  # noqa: B007
        yield row.title, row.status
    if number != source.header.pages:
        raise WikimillError(
            f"{path}: it has {number} pages and {layout.lock(source.manifest)} {source.header.pages}; build the "
            f"manifest again: snakemake processed/{source.manifest}"
        )
