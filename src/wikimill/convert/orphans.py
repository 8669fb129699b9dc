"""Files of pages that left a manifest: renamed, deleted or no longer in its categories."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wikimill import layout
from wikimill.convert.table import PageRow
from wikimill.layout import raw_of
from wikimill.manifest import derived


def remove(before: Iterable[PageRow], now: Iterable[str], place: str, manifest: str) -> None:
    """Delete the files of pages that `manifest` has no longer, unless another manifest has them.

    Otherwise `processed/` would depend on what was built before. Pages built by name alone are in no table, and
    stay.

    Args:
        before: pages of the table of an earlier run.
        now: paths of the manifest's pages.
        place: which manifests share; see `Origin.place`.
        manifest: its name.
    """
    kept = set(now)
    gone = [row.path for row in before if row.path and row.path not in kept]
    if not gone:
        return
    for lock, header in derived.sharing(layout.DERIVED, place):
        if lock.stem != manifest:
            places = header.origin.places(row.pin.title for row in derived.read_rows(lock) if row.pin.revid)
            kept.update(str(layout.processed(*each)) for each in places.values())
    for path in map(Path, set(gone) - kept):
        path.unlink(missing_ok=True)
        raw_of(path).unlink(missing_ok=True)
