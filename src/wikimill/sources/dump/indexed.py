"""What a dump's index answers, whatever the dump is of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from wikimill.site.model import Site
from wikimill.site.namespaces import CATEGORY
from wikimill.sources.base import Members, Pin, WikiSource
from wikimill.sources.dump.index import Index
from wikimill.titles import normalize_title

TITLES = 5000


class IndexedSource(WikiSource, Protocol):
    """A source with an index of its pages. The first call of a method may build it."""

    @property
    def name(self) -> str: ...  # of the files, for errors

    @property
    def _index(self) -> Index: ...

    @property
    def titles_per_request(self) -> int:
        """See `WikiSource.titles_per_request`. Many, for each may be another pass through the dump."""
        return TITLES

    def category_members(self, category: str, namespaces: Collection[int], subcategories: bool) -> Members | None:
        """See `WikiSource.category_members`. As in the API, redirects are resolved."""
        if subcategories:
            self._index.warn_of_no_categories(self.name)
        found, redirects = self._index.category(category)
        if not found and not redirects and not self._index.exists(self._category_title(category)):
            return None
        below = {title.partition(":")[2] for title in (*redirects, *(pin.title for pin in found if pin.ns == CATEGORY))}
        return Members([pin for pin in found if pin.ns in namespaces], sorted(below) if subcategories else [])

    def category_targets(self, categories: Collection[str]) -> Mapping[str, str]:
        """See `WikiSource.category_targets`."""
        found = {category: self._index.target(self._category_title(category)) for category in categories}
        return {category: target for category, target in found.items() if target}

    def count_members(self, category: str) -> Mapping[int, int]:
        """See `WikiSource.count_members`."""
        return self._index.count_members(category)

    def _category_title(self, category: str) -> str:
        return f"{name_of(self._index.site, CATEGORY)}:{category}"

    def current_pins(self, titles: Iterable[str]) -> Iterator[tuple[str, Pin | None]]:
        """See `WikiSource.current_pins`."""
        return ((title, self._index.current(title)) for title in titles)

    def lookup(self, titles: Collection[str]) -> Iterable[Pin]:
        for title in titles:
            name = normalize_title(title, self._index.site.first_letter)
            yield self._index.page(name) or Pin.missing(name)

    def all_pages(self, namespaces: Collection[int], prefix: str = "") -> Iterable[Pin]:
        """See `WikiSource.all_pages`. Sorted by title; those with a prefix in each namespace."""
        if not prefix:
            yield from self._index.all_pages(namespaces)
            return
        for ns in sorted(namespaces):
            name = name_of(self._index.site, ns)
            yield from self._index.pages_with_prefix(ns, f"{name}:{prefix}" if name else prefix)

    def find_by_id(self, pageids: Collection[int]) -> dict[int, Pin]:
        """See `WikiSource.find_by_id`."""
        return {pin.pageid: pin for pageid in pageids if (pin := self._index.page_by_id(pageid))}

    def close(self) -> None:
        if "_index" in self.__dict__:
            self._index.close()


def name_of(site: Site, namespace: int) -> str:
    """What the titles of a namespace begin with; empty for articles."""
    return next(iter(site.namespace_names(namespace)), "") if namespace else ""
