"""The interfaces of sources: wikis and their dumps, and texts that need no conversion."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Protocol

from wikimill.site.model import Site
from wikimill.titles import ILLEGAL, REPLACED, is_illegal


@dataclass(frozen=True)
class Pin:
    """A page pinned at one revision; `revid` 0 means that the page does not exist."""

    pageid: int
    ns: int
    title: str
    revid: int
    timestamp: str  # ISO 8601, UTC
    sha1: str  # of the text's UTF-8, 40 hex digits; empty where it is not known
    bytes: int  # of the text's UTF-8; -1 where it is not known, as of a template
    category: str = ""  # in which expansion found the page first; empty for one named in `pages:`
    wikidata_id: str = (
        ""  # the item of Wikidata, such as `Q42`; empty where there is none, or the source does not say it
    )

    @classmethod
    def missing(cls, title: str) -> Pin:
        """The row of a page that was asked for and does not exist."""
        return cls(0, 0, title, 0, "", "", 0)

    @classmethod
    def unread(cls, title: str, ns: int = 0) -> Pin:
        """The row of what exists, but cannot be read and has no number."""
        return cls(0, ns, title, 0, "", "", -1)

    @classmethod
    def unreadable(cls, pageid: int, ns: int, title: str) -> Pin:
        """The row of a page that exists, but has no title that a page can have, or no revision that can be pinned."""
        return cls.not_allowed(title, pageid, ns) if is_illegal(title) else cls(pageid, ns, title, 0, "", "", 0)

    @classmethod
    def not_allowed(cls, title: str, pageid: int = 0, ns: int = 0) -> Pin:
        """The row of a title that no page can have. It has U+FFFD, which no title has either."""
        shown = ILLEGAL.sub(REPLACED, title)[:100]
        number = f" (page {pageid})" if pageid else ""
        return cls(pageid, ns, f"{shown}{'' if REPLACED in shown else REPLACED}{number}", 0, "", "", 0)

    @property
    def problem(self) -> str:
        """Why it has no revision; empty where it has one."""
        if self.revid:
            return ""
        if REPLACED in self.title:
            return BAD_TITLE
        if self.pageid:
            return NO_REVISION
        return NO_PAGE if self.bytes == 0 else UNREAD


# Why there is no text.
NO_PAGE = "no such page"
NO_REVISION = "no revision"
BAD_TITLE = "title not allowed"
UNREAD = "cannot be read"
DELETED = "revision deleted"
HIDDEN = "text hidden"
LOST = "text missing"
TOO_LONG = "text too long"
NOT_UTF_8 = "text not UTF-8"
ANOTHER = "text not the pinned one"
FAILED = "the wiki fails on it"


@dataclass(frozen=True)
class Unavailable(Pin):
    """A pinned page whose text a source does not have, and why."""

    reason: str = ""

    @classmethod
    def of(cls, pin: Pin, reason: str) -> Unavailable:
        """A pin with a reason."""
        return cls(**{field.name: getattr(pin, field.name) for field in fields(Pin)}, reason=reason)


@dataclass(frozen=True)
class Revision:
    """The text of a revision. `model` is its content model, empty where the source does not say it."""

    revid: int
    title: str
    timestamp: str
    sha1: str
    text: str
    model: str = ""


@dataclass(frozen=True)
class Members:
    """The direct members of a category, redirects resolved."""

    pages: list[Pin]
    subcategories: list[str]  # titles without the namespace


class RevisionSource(Protocol):
    """Anything that returns the text of pinned revisions."""

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """The text of each pinned revision, in any order; the pin itself where the text is not available."""


class WikiSource(RevisionSource, Protocol):
    """A wiki, or a dump of one."""

    @property
    def api(self) -> str:
        """URL of the API that is asked; empty for a dump."""
        return ""

    def article_path(self) -> str:
        """The path of a page's address, with `$1` for its title."""
        return "/wiki/$1"

    def count_articles(self) -> int:
        """How many articles the wiki says it has; 0 where it is not known."""
        return 0

    def finish_listing(self) -> None:
        """A listing has ended, and its lock is written: what was kept for it to go on after a failure is deleted."""
        return

    @property
    def titles_per_request(self) -> int:
        """How many titles are asked for together."""

    def site(self) -> Site:
        """What the wiki says of itself."""

    def messages(self, keys: Collection[str]) -> Mapping[str, str | None]:
        """Messages of the wiki's interface in its own language, as wikitext; None for those that it does not have."""

    def current_pages(self, titles: Iterable[str]) -> Iterator[tuple[str, Revision | None]]:
        """The newest revision of the page with each title; None where there is none. A redirect is a page of its own.

        Titles are full, in MediaWiki's form, no two equal, and come as they were asked, in any order.
        """

    def current_pins(self, titles: Iterable[str]) -> Iterator[tuple[str, Pin | None]]:
        """The same without the texts."""

    def category_members(self, category: str, namespaces: Collection[int], subcategories: bool) -> Members | None:
        """A category's pages in `namespaces` and, if asked for, its subcategories; None: no such category."""

    def lookup(self, titles: Collection[str]) -> Iterable[Pin]:
        """The pages with these titles, redirects resolved; `Pin.missing` for those that do not exist."""

    def category_targets(self, categories: Collection[str]) -> Mapping[str, str]:
        """Those of the categories that are redirects, by `#REDIRECT` or a template, and the category each leads to."""

    def count_members(self, category: str) -> Mapping[int, int]:
        """How many of a category's first members are in each namespace, redirects included."""

    def all_pages(self, namespaces: Collection[int], prefix: str = "") -> Iterable[Pin]:
        """Every page in `namespaces` except redirects.

        Args:
            namespaces: their numbers.
            prefix: what the titles begin with, without the namespace.
        """

    def find_by_id(self, pageids: Collection[int]) -> dict[int, Pin]:
        """Those of the pages that still exist, under whatever title, at their newest revisions."""

    def close(self) -> None:
        """Release connections and files."""


class TextSource(RevisionSource, Protocol):
    """RevisionSource that need no conversion: a folder of documents, pairs of a table, pages of the web.

    A text is pinned by its content: `Pin.revid` is the start of its sha1, and `pageid` and `ns` are 0.
    """

    def all_texts(self) -> Iterable[Pin]:
        """Every text, sorted by title; `Pin.unread` for those that cannot be read."""
