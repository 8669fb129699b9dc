"""The wiki's pages as locks pin them, out of the cache: what templates are expanded from."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection
from pathlib import Path

from wikimill.fetch.cache import NotCachedError, RevisionCache
from wikimill.manifest.templates_lock import TemplatePin, TemplatesLock, find_page
from wikimill.site.model import Site
from wikimill.templates.source import PageSource, TemplatePage, content_model

MOST_KEPT = 16 << 20  # characters of pages that are kept in memory


class PinnedPages(PageSource):
    """The pages that a manifest's locks pin: that of templates first, then that of its pages.

    Args:
        site: the wiki.
        templates: the lock of templates.
        pages: the manifest's lock; None for pages that no manifest has.
        cache: the texts.
        gone: titles whose pinned revision the wiki no longer shows.
        clean: makes texts valid.
    """

    def __init__(
        self,
        site: Site,
        templates: Path,
        pages: Path | None,
        cache: RevisionCache,
        gone: Collection[str] = (),
        clean: Callable[[str], str] = str,
    ) -> None:
        self.site = site
        self.lock = TemplatesLock(templates)
        self.cache = cache
        self.gone = frozenset(gone)
        self.clean = clean
        self._find_page = find_page(pages) if pages else lambda _: None
        self._kept: OrderedDict[str, TemplatePage | None] = OrderedDict()
        self._size = 0

    def page(self, title: str) -> TemplatePage | None:
        """See `PageSource.page`; None as well for a title that the locks do not have.

        Raises:
            NotCachedError: a pinned text is not in the cache.
        """
        if title in self._kept:
            self._kept.move_to_end(title)
            return self._kept[title]
        page = self._read(title)
        self._kept[title] = page
        self._size += len(page.text if page else title)
        while self._size > MOST_KEPT:
            name, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest.text if oldest else name)
        return page

    def exists(self, title: str) -> bool:
        """See `PageSource.exists`."""
        pin = self.find(title)
        return pin is not None and pin.revid > 0

    def find(self, title: str) -> TemplatePin | None:
        """The pin of a title, None where the locks have none; `revid` 0 where the wiki has no such page."""
        return self.lock.find(title) or self._find_page(title)

    def _read(self, title: str) -> TemplatePage | None:
        row = self.lock.find(title)
        pin = row or self._find_page(title)
        if pin is None or not pin.revid or title in self.gone or (row and not row.sha1):
            return None
        revision = self.cache.get(pin.revid)
        if revision is None or pin.sha1 not in ("", revision.sha1):
            raise NotCachedError(
                f"{self.cache.path}: revision {pin.revid} of {title!r} was in the cache and is gone; delete the "
                "manifest's files in cache/templates and run again: what is missing is then fetched again"
            )
        return TemplatePage(title, self.clean(revision.text), revision.model or content_model(self.site, title))
