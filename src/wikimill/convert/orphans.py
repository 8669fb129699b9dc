"""Files of pages that left a manifest: renamed, deleted or no longer in its categories."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wikimill import layout
from wikimill.convert.pages import PageRow
from wikimill.manifest.lock import find_locks, read_pins


def remove(before: Iterable[PageRow], now: Iterable[str], folder: str, manifest: str) -> None:
    """Delete the files of pages that `manifest` has no longer, unless another manifest has them.

    Otherwise `processed/` would depend on what was built before. Pages built by name alone are in no table, and
    stay.

    Args:
        before: pages of the table of an earlier run.
        now: paths of the manifest's pages.
        folder: of their source; see `Origin.folder`.
        manifest: its name.
    """
    kept = set(now)
    gone = [row.path for row in before if row.path and row.path not in kept]
    if not gone:
        return
    for lock, header in find_locks(folder):
        if lock.stem != manifest:
            paths = header.origin.markdown_paths(pin.title for pin in read_pins(lock) if pin.revid)
            kept.update(map(str, paths.values()))
    for path in map(Path, set(gone) - kept):
        path.unlink(missing_ok=True)
        layout.raw_page(path).unlink(missing_ok=True)
