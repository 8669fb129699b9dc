"""Files of pages that left a manifest: renamed, deleted or no longer in its categories."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from wikimill import layout
from wikimill.convert.table import PageRow
from wikimill.layout import raw_of
from wikimill.manifest import derived


def remove(rows: Collection[PageRow], place: str, manifest: str) -> None:
    """Delete the files of pages that `manifest` has no longer, unless another one has the page.

    Otherwise `processed/` would depend on what was built before. Pages built by name alone are in no table, and
    stay.

    Args:
        rows: of the pages, from the table of an earlier run.
        place: which manifests share; see `Origin.place`.
        manifest: its name.
    """
    if not rows:
        return
    wanted = {row.title for row in rows}
    for path in layout.DERIVED.glob("*.tsv"):
        if path.stem != manifest and derived.read_header(path).origin.place == place:
            wanted.difference_update(row.pin.title for row in derived.read_rows(path))
    for row in rows:
        if row.title in wanted and row.path:
            markdown = Path(row.path)
            markdown.unlink(missing_ok=True)
            raw_of(markdown).unlink(missing_ok=True)
