"""A wiki in memory, and pins of its pages."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from wikimill.site.core import core_site
from wikimill.site.model import Site
from wikimill.sources.base import Members, Pin, Revision
from wikimill.streams import batched


def pin(title: str, text: str = "", ns: int = 0, category: str = "") -> Pin:
    """A page with a number of its own, at a revision that holds `text`."""
    data = text.encode()
    number = int.from_bytes(hashlib.sha256(title.encode()).digest()[:4], "big") + 1
    sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    return Pin(number, ns, title, number, "2026-01-02T03:04:05Z", sha1, len(data), category)


def revision(page: Pin, text: str) -> Revision:
    """The revision at which a page is pinned."""
    return Revision(page.revid, page.title, page.timestamp, page.sha1, text)


@dataclass
class FakeSource:
    """A wiki in memory: members by category, texts by title, redirects by title."""

    categories: dict[str, list[str]] = field(default_factory=dict)  # "Category:X" entries are subcategories
    texts: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    category_redirects: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    info: Site = field(default_factory=lambda: core_site("en", host="wiki.example"))
    interface: dict[str, str] = field(default_factory=lambda: {"jan": "Jan"})  # messages
    revisions_of: dict[str, int] = field(default_factory=dict)  # titles that were edited, and how often
    statistics: dict[str, int] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    api: str = "https://wiki.example/w/api.php"

    def finish_listing(self) -> None:
        pass

    def count_articles(self) -> int:
        return len(self.texts)

    def article_path(self) -> str:
        return "/wiki/$1"

    @property
    def titles_per_request(self) -> int:
        return 50

    def site(self) -> Site:
        self.requests.append("siteinfo")
        return replace(self.info, statistics=self.statistics)

    def messages(self, keys: Collection[str]) -> dict[str, str | None]:
        self.requests += [f"{len(batch)} messages" for batch in batched(sorted(keys), 50)]
        return {key: self.interface.get(key) for key in keys}

    def current_pages(self, titles: Iterable[str]) -> Iterator[tuple[str, Revision | None]]:
        for batch in batched(titles, 50):
            self.requests.append(f"{len(batch)} texts")
            self.asked += batch
            for title in batch:
                yield title, revision(self._own_pin(title), self.texts[title]) if title in self.texts else None

    def current_pins(self, titles: Iterable[str]) -> Iterator[tuple[str, Pin | None]]:
        for batch in batched(titles, 50):
            self.requests.append(f"{len(batch)} pins")
            for title in batch:
                yield title, self._own_pin(title) if title in self.texts else None

    def category_members(self, category: str, namespaces: Collection[int], subcategories: bool) -> Members | None:
        self.asked.append(category)
        if category not in self.categories:
            return None
        names = self.categories[category]
        below = [name.removeprefix("Category:") for name in names if name.startswith("Category:")]
        pages = [self._pin(name) for name in names if not name.startswith("Category:")]
        return Members([page for page in pages if page.ns in namespaces], below if subcategories else [])

    def lookup(self, titles: Collection[str]) -> Iterable[Pin]:
        return [
            self._pin(title) if self.redirects.get(title, title) in self.texts else Pin.missing(title)
            for title in titles
        ]

    def category_targets(self, categories: Collection[str]) -> dict[str, str]:
        return {name: self.category_redirects[name] for name in categories if name in self.category_redirects}

    def count_members(self, category: str) -> Counter[int]:
        return Counter(14 if name.startswith("Category:") else 0 for name in self.categories.get(category, ()))

    def all_pages(self, namespaces: Collection[int], prefix: str = "") -> Iterable[Pin]:
        return [self._pin(title) for title in self.texts if title.startswith(prefix)]

    def find_by_id(self, pageids: Collection[int]) -> dict[int, Pin]:
        pins = [self._pin(title) for title in self.texts]
        return {each.pageid: each for each in pins if each.pageid in pageids}

    def close(self) -> None:
        pass

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        for each in pins:
            text = self.texts.get(each.title)
            self.asked.append(each.title)
            known = each if each.timestamp or text is None else self._own_pin(each.title)
            yield each if text is None else Revision(each.revid, each.title, known.timestamp, each.sha1, text)

    def edit(self, title: str, text: str) -> None:
        self.texts[title] = text
        self.revisions_of[title] = self.revisions_of.get(title, 0) + 1

    def _own_pin(self, title: str) -> Pin:
        page, edits = pin(title, self.texts[title]), self.revisions_of.get(title, 0)
        return replace(page, revid=page.revid + edits, timestamp=f"2026-01-{2 + edits:02}T03:04:05Z") if edits else page

    def _pin(self, title: str) -> Pin:
        target = self.redirects.get(title, title)
        return pin(target, self.texts.get(target, ""))
