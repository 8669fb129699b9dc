"""The wiki's pages as locks pin them, out of the cache: what templates are expanded from."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache
from wikimill.manifest.templates_lock import TemplatePin, TemplatesLock, find_page
from wikimill.site.info import SiteInfo
from wikimill.templates.source import PageSource, TemplatePage, content_model

KEPT = 32 << 20  # characters of texts in memory


class PinnedPages(PageSource):
    """The pages that a manifest's locks pin.

    Args:
        site: the wiki.
        templates: the lock of templates.
        pages: the manifest's lock, whose pages are there, too; None for pages that no manifest has.
        cache: the texts.
        gone: titles whose pinned revision the wiki no longer shows.
    """

    def __init__(
        self, site: SiteInfo, templates: Path, pages: Path | None, cache: RevisionCache, gone: Collection[str] = ()
    ) -> None:
        self.site = site
        self.lock = TemplatesLock(templates)
        self._find_page = find_page(pages) if pages else lambda _: None
        self.cache = cache
        self.gone = frozenset(gone)
        self._pages: dict[str, TemplatePage | None] = {}
        self._size = 0

    def page(self, title: str) -> TemplatePage | None:
        """See `PageSource.page`; None as well for a title that the locks do not have.

        Raises:
            WikimillError: a pinned text is not in the cache.
        """
        if title not in self._pages:
            page = self._load(title)
            self._size += len(page.text) if page else 0
            if self._size > KEPT:
                self._pages.clear()
                self._size = len(page.text) if page else 0
            self._pages[title] = page
        return self._pages[title]

    def exists(self, title: str) -> bool:
        """See `PageSource.exists`."""
        pin = self.find(title)
        return pin is not None and pin.revid > 0

    def find(self, title: str) -> TemplatePin | None:
        """The pin of a title, None where the locks have none; `revid` 0 where the wiki has no such page."""
        return self.lock.find(title) or self._find_page(title)

    def _load(self, title: str) -> TemplatePage | None:
        row = self.lock.find(title)
        pin = row or self._find_page(title)
        if pin is None or not pin.revid or title in self.gone or (row and not row.sha1):
            return None
        revision = self.cache.get(pin.revid)
        if revision is None or pin.sha1 not in ("", revision.sha1):
            raise WikimillError(
                f"{self.lock.path}: revision {pin.revid} of {title!r} is not in {self.cache.path} as it was pinned; "
                "delete cache/templates and run again: what is missing is then fetched again"
            )
        return TemplatePage(title, revision.text, content_model(self.site, title))
