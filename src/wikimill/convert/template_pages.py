"""The wiki's templates, modules and other pages, as the locks of a manifest pin them."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from wikimill.convert.conversion import NotCachedError
from wikimill.convert.site import KnownWiki
from wikimill.convert.text import CONTROL
from wikimill.fetch.cache import RevisionCache
from wikimill.manifest.lock import COLUMNS
from wikimill.manifest.templates_lock import TemplatePin, TemplatesLock
from wikimill.site.info import SiteInfo
from wikimill.tables import SortedTable
from wikimill.templates.source import TemplatePage, content_model

MOST_KEPT = 16 << 20  # characters of pages that are kept in memory
TITLE, REVID, SHA1 = (COLUMNS.index(name) for name in ("title", "revid", "sha1"))


class PinnedTitles:
    """What a manifest's locks pin: that of templates first, then that of its pages, which may be transcluded too."""

    def __init__(self, wiki: KnownWiki) -> None:
        self.lock = TemplatesLock(Path(wiki.lock))
        self.pages = SortedTable(Path(wiki.pages), TITLE) if wiki.pages else None

    def find(self, title: str) -> TemplatePin | None:
        """The pin of a full title, None where there is none."""
        row = self.lock.find(title)
        if row is None and self.pages and (cells := self.pages.find(title)):
            return TemplatePin(title, int(cells[REVID]), cells[SHA1])
        return row


class LockedPages:
    """The pages that a manifest's locks pin; their texts are in the cache of revisions."""

    def __init__(self, wiki: KnownWiki, site: SiteInfo) -> None:
        self.titles = PinnedTitles(wiki)
        self.cache = RevisionCache(Path(wiki.folder))
        self.site = site
        self._kept: OrderedDict[str, TemplatePage | None] = OrderedDict()
        self._size = 0

    def page(self, title: str) -> TemplatePage | None:
        """See `PageSource`.

        Raises:
            NotCachedError: the cache lacks a page that a lock pins.
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
        """See `PageSource`."""
        pin = self.titles.find(title)
        return bool(pin and pin.revid)

    def _read(self, title: str) -> TemplatePage | None:
        pin = self.titles.find(title)
        if pin is None or not pin.revid or not pin.sha1:
            return None
        revision = self.cache.get(pin.revid)
        if revision is None or revision.sha1 != pin.sha1:
            raise NotCachedError(
                f"{self.cache.path}: revision {pin.revid} of {title!r} was in the cache and is gone; delete the "
                "manifest's files in cache/templates and run again: what is missing is then fetched again"
            )
        return TemplatePage(title, CONTROL.sub("", revision.text), content_model(self.site, title))
