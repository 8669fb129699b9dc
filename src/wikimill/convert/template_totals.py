"""Templates of a manifest's pages in numbers: `processed/NAME/templates.json`."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.files import read_text, write_text
from wikimill.manifest.templates_lock import TemplatePin, TemplatesLock
from wikimill.manifest.uses import read_uses
from wikimill.templates.record import PAGE, split_asked

MOST = 20


@dataclass(frozen=True)
class TemplateTotals:
    """`origins` are how many templates, within others too, got their text from where (`TemplateUse.origin`).

    `most_used` are title and revision of templates and modules, and how many pages use them, the greatest number first.
    """

    origins: dict[str, int]
    most_used: list[tuple[str, int, int]]


def write_totals(manifest: str, uses_files: Iterable[Path]) -> None:
    """Sum up what the shards of a manifest say. Memory grows with the number of different templates, not of pages."""
    origins: Counter[str] = Counter()
    pages: Counter[str] = Counter()
    for path in uses_files:
        uses = read_uses(path)
        for counts in uses.origins.values():
            origins.update(counts)
        for _, asked in uses.pages.values():
            pages.update(title for kind, title in map(split_asked, asked) if kind == PAGE)
    path = layout.templates_lock(manifest)
    lock = TemplatesLock(path) if path.exists() else None
    pinned = ((pin, count) for title, count in pages.items() if lock and (pin := lock.find(title)) and pin.revid)
    most = heapq.nsmallest(MOST, pinned, key=_by_pages)
    totals = TemplateTotals(
        dict(sorted(origins.items(), key=lambda item: (-item[1], item[0]))),
        [(pin.title, pin.revid, count) for pin, count in most],
    )
    write_text(layout.template_totals(manifest), json.dumps(asdict(totals), ensure_ascii=False, indent=1) + "\n")


def read_totals(manifest: str) -> TemplateTotals:
    """The numbers; nothing where a manifest has none.

    Raises:
        WikimillError: a damaged file.
    """
    path = layout.template_totals(manifest)
    if not path.exists():
        return TemplateTotals({}, [])
    try:
        data = json.loads(read_text(path, "table of templates"))
        return TemplateTotals(
            {str(origin): int(count) for origin, count in data["origins"].items()},
            [(str(title), int(revid), int(pages)) for title, revid, pages in data["most_used"]],
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise WikimillError(f"{path}: the file is damaged; delete {path.parent} and run again") from None


def _by_pages(item: tuple[TemplatePin, int]) -> tuple[int, str]:
    pin, count = item
    return -count, pin.title
