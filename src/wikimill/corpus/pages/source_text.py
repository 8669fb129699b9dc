"""What a page's markdown was made of, for the columns `wikitext` and `html`."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import cache
from pathlib import Path

from wikimill import layout
from wikimill.corpus.pages.page import Page
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache

WIKITEXT, HTML = "mediawiki/", "snapshots/"  # what the folders of pages begin with that have one or the other


def add_source(page: Page, columns: Collection[str]) -> None:
    """Give a page those of these columns that its source has.

    Raises:
        WikimillError: the text is gone, or not the one that was converted.
    """
    folder = Path(page.path).parent.relative_to(layout.PROCESSED).as_posix()
    if "wikitext" in columns and folder.startswith(WIKITEXT):
        page.wikitext = _read_raw(layout.raw_page(Path(page.path)), page.sha1)
    if "html" in columns and folder.startswith(HTML):
        page.html = _read_cached(folder, page)


def _read_raw(path: Path, sha1: str | None) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise WikimillError(f"{path} is gone; build its manifest again") from None
    if sha1 and hashlib.sha1(data, usedforsecurity=False).hexdigest() != sha1:
        raise WikimillError(f"{path} was changed by hand; delete it and build its manifest again")
    return data.decode("utf-8", "replace")


def _read_cached(folder: str, page: Page) -> str:
    revisions = _open_cache((layout.CACHE / folder).absolute())
    revision = revisions.get(page.revid)
    if revision is None:
        raise WikimillError(
            f"{layout.CACHE / folder}: revision {page.revid} of {page.title!r} is gone; build its manifest again, or "
            "leave `html` out of corpus.columns"
        )
    return revision.text.encode("utf-8", "replace").decode()


@cache
def _open_cache(folder: Path) -> RevisionCache:
    return RevisionCache(folder)
