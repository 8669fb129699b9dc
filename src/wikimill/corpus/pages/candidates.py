"""The pages of a run's manifests: each once, in the order of their paths."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from wikimill import layout
from wikimill.convert import losses
from wikimill.convert.page_facts import FILE, read_facts
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
        starts = MergeJoin(PairsSource(Path(origin.path), origin.template, origin.encoding).target_offsets())
    is_file = isinstance(header.origin, FileOrigin)
    told = MergeJoin(read_facts(pages.with_name(FILE)))
    lost = MergeJoin(losses.read_losses(pages.with_name(losses.PAGES)))
    for number, (pinned, row) in enumerate(zip_longest(read_pins(lock), read_pages(pages)), start=1):
        if not pinned or not row or pinned.title != row.title:
            title = row.title if row else pinned.title
            raise WikimillError(f"{pages} is not of {lock}: {title!r} is in one of them; delete {pages} and run again")
        start = starts.find(row.title) if starts and row.path else None
        is_lost = starts is not None and row.path != "" and start is None
        facts = told.find(row.title)
        if facts is None:
            raise WikimillError(f"{pages.with_name(FILE)} lacks {row.title!r}; delete it and build its manifest again")
        fields = [
            *_fields(header, pinned, row, lost.find(row.title) or {}, facts),
            start,
            ROW_IS_GONE if is_lost else "",
        ]
        fields += [number, header.pages] if is_file else []
        yield row.path or f"{header.origin.name}:{row.title}", json.dumps(fields)


def _fields(
    header: Header, pinned: Pin, row: PageRow, lost: Mapping[tuple[str, str], int], facts: Mapping[str, object]
) -> list[object]:
    """The fields of `Page` that its manifest tells, in their order."""
    origin, site = header.origin, header.site if isinstance(header.origin, WikiPages) else None
    notes = losses.parse_summary(row.dropped)
    return [
        row.path,
        row.sha256,
        row.title,
        row.status,
        next((page_type for page_type in PAGE_TYPES if page_type in notes), ""),
        [{"kind": kind, "name": name, "count": count} for (kind, name), count in lost.items()],
        origin.name,
        (site.general.get("wikiid") or origin.name) if site else None,
        origin.link(row.title, row.revid),
        pinned.pageid or None,
        row.revid,
        pinned.timestamp or None,
        pinned.sha1 or None,
        pinned.wikidata_id or None,
        header.licence or None,
        site.language if site else None,
        row.words,
        *facts.values(),
    ]
