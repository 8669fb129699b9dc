"""The pages of a run's manifests: each once, in the order of their paths."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from wikimill import layout
from wikimill.convert import table
from wikimill.errors import WikimillError
from wikimill.manifest import derived
from wikimill.manifest.derived import Header
from wikimill.manifest.origin import WikiOrigin
from wikimill.sorting import sorted_lines

KINDS = ("redirect", "disambiguation")  # of pages that are no articles, as conversion notes them


@dataclass(frozen=True)
class Candidate:
    """A page of a manifest, before its text is looked at."""

    path: str  # of the markdown; empty when the wiki does not show the page
    sha256: str  # of the markdown
    title: str
    status: str
    kind: str  # one of KINDS, or empty
    wiki: str
    url: str
    pageid: int
    revid: int
    timestamp: str
    licence: str
    category: str
    language: str  # of the wiki; empty for texts of other kinds


def candidates(manifests: Sequence[str]) -> Iterator[Candidate]:
    """Every page once, whatever the order of the manifests; memory does not grow with them.

    Raises:
        WikimillError: a table that is not of its derived manifest.
    """
    with sorted_lines(line for manifest in sorted(set(manifests)) for line in _lines(manifest)) as lines:
        for line in lines:
            yield Candidate(*json.loads(line))


def _lines(manifest: str) -> Iterator[tuple[str, str]]:
    lock, pages = layout.derived(manifest), layout.pages(manifest)
    header = derived.read_header(lock)
    for pinned, row in zip_longest(derived.read_rows(lock), table.read(pages)):
        if not pinned or not row or pinned.pin.title != row.title:
            title = row.title if row else pinned.pin.title
            raise WikimillError(f"{pages} is not of {lock}: {title!r} is in one of them; delete {pages} and run again")
        values = vars(_candidate(header, pinned, row)).values()
        yield row.path or f"{header.origin.name}:{row.title}", json.dumps([*values])


def _candidate(header: Header, pinned: derived.Row, row: table.PageRow) -> Candidate:
    counted = {part.partition(":")[0] for part in row.dropped.split()}
    return Candidate(
        row.path,
        row.sha256,
        row.title,
        row.status,
        next((kind for kind in KINDS if kind in counted), ""),
        header.origin.name,
        header.origin.link(row.title, row.revid),
        pinned.pin.pageid,
        row.revid,
        pinned.pin.timestamp,
        header.licence,
        pinned.category,
        header.site.language if isinstance(header.origin, WikiOrigin) else "",
    )
