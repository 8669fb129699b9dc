"""The wiki's templates and modules, as a lock pins them."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from wikimill.convert.conversion import NotCachedError
from wikimill.fetch.cache import RevisionCache
from wikimill.manifest.templates_lock import TemplatesLock
from wikimill.site.info import SiteInfo
from wikimill.templates.source import TemplatePage, template_page
from wikimill.templates.title import parse_title

MOST_KEPT = 16 << 20  # characters of pages that are kept in memory


class LockedPages:
    """The pages of a lock of templates; their texts are in the cache of revisions.

    Args:
        lock: of templates.
        folder: of the cache.
        site: the wiki.
    """

    def __init__(self, lock: Path, folder: Path, site: SiteInfo) -> None:
        self.lock = TemplatesLock(lock)
        self.cache = RevisionCache(folder)
        self.site = site
        self._kept: OrderedDict[str, TemplatePage | None] = OrderedDict()
        self._size = 0

    def page(self, title: str) -> TemplatePage | None:
        """See `PageSource`.

        Raises:
            NotCachedError: the cache lacks a page that the lock pins.
        """
        if title in self._kept:
            self._kept.move_to_end(title)
            return self._kept[title]
        page = self._read(title)
        self._kept[title] = page
        self._size += len(page.text) if page else 0
        while self._size > MOST_KEPT:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest.text) if oldest else 0
        return page

    def exists(self, title: str) -> bool:
        """See `PageSource`."""
        row = self.lock.find(title)
        return bool(row and row.revid)

    def _read(self, title: str) -> TemplatePage | None:
        row, parsed = self.lock.find(title), parse_title(self.site, title)
        if parsed is None or row is None or not row.revid:
            return None
        revision = self.cache.get(row.revid)
        if revision is None or revision.sha1 != row.sha1:
            raise NotCachedError(
                f"{self.cache.path}: revision {row.revid} of {title!r}, which {self.lock.path} pins, was in the cache "
                "and is gone; build the manifest again: what is missing is then fetched"
            )
        return template_page(parsed, revision.text)
