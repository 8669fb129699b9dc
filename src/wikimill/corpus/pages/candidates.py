"""The pages of a run's manifests: each once, in the order of their paths."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from wikimill import layout
from wikimill.convert.pages import PageRow, read_pages
from wikimill.corpus.pages.page import Page
from wikimill.corpus.parquet import MergeJoin
from wikimill.errors import WikimillError
from wikimill.manifest.lock import Header, read_header, read_pins
from wikimill.manifest.origin import WikiPages
from wikimill.manifest.text_origins import FileOrigin, PairsOrigin
from wikimill.sources.base import Pin
from wikimill.sources.pairs.source import PairsSource
from wikimill.streams import sort_lines

ROW_IS_GONE = "its row is gone from the table of pairs; put it back, or run `snakemake refresh`"
PAGE_TYPES = ("redirect", "disambiguation", "stub")  # as conversion notes them


def read_candidates(manifests: Sequence[str], targets: bool = False) -> Iterator[Page]:
    """Every page once, whatever the order of the manifests; memory does not grow with them.

    Args:
        manifests: their names.
        targets: whether to look up where the targets of pairs begin.

    Raises:
        WikimillError: a table that is not of its derived manifest.
    """
    with sort_lines(line for manifest in sorted(set(manifests)) for line in _lines(manifest, targets)) as lines:
        for line in lines:
            yield Page(*json.loads(line))


def _lines(manifest: str, targets: bool) -> Iterator[tuple[str, str]]:
    """The sort key of each page, and the first fields of its record as JSON."""
    lock, pages = layout.lock(manifest), layout.pages(manifest)
    header = read_header(lock)
    starts = None  # of the targets of pairs, by title
    if targets and isinstance(origin := header.origin, PairsOrigin):
        starts = MergeJoin(PairsSource(Path(origin.path), origin.template).target_offsets())
    is_file = isinstance(header.origin, FileOrigin)
    for number, (pinned, row) in enumerate(zip_longest(read_pins(lock), read_pages(pages)), start=1):
        if not pinned or not row or pinned.title != row.title:
            title = row.title if row else pinned.title
            raise WikimillError(f"{pages} is not of {lock}: {title!r} is in one of them; delete {pages} and run again")
        start = starts.find(row.title) if starts and row.path else None
        is_lost = starts is not None and row.path != "" and start is None
        fields = [*_fields(header, pinned, row), start, ROW_IS_GONE if is_lost else ""]
        fields += [number, header.pages] if is_file else []
        yield row.path or f"{header.origin.name}:{row.title}", json.dumps(fields)


def _fields(header: Header, pinned: Pin, row: PageRow) -> list[str | int]:
    """The fields of `Page` that its manifest tells, in their order."""
    notes = {part.partition(":")[0] for part in row.dropped.split()}
    return [
        row.path,
        row.sha256,
        row.title,
        row.status,
        next((page_type for page_type in PAGE_TYPES if page_type in notes), ""),
        header.origin.name,
        header.origin.link(row.title, row.revid),
        pinned.pageid,
        row.revid,
        pinned.timestamp,
        header.licence,
        pinned.category,
        header.site.language if isinstance(header.origin, WikiPages) else "",
    ]
