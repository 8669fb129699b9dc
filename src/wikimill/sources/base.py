"""The interface of a source of pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from wikimill.wiki import Site


@dataclass(frozen=True)
class Pin:
    """A page at one revision. `revid` 0 stands for a page that does not exist."""

    pageid: int
    ns: int
    title: str
    revid: int
    timestamp: str  # ISO 8601, UTC
    sha1: str  # of the text's UTF-8, 40 hex digits
    bytes: int

    @classmethod
    def missing(cls, title: str) -> Pin:
        """The row of a page that was asked for and is not there."""
        return cls(0, 0, title, 0, "", "", 0)


@dataclass(frozen=True)
class Revision:
    """The text of a revision."""

    revid: int
    title: str
    timestamp: str
    sha1: str
    text: str


@dataclass(frozen=True)
class CategoryMembers:
    """What is directly in a category, redirects resolved."""

    pages: list[Pin]
    subcategories: list[str]  # titles without the namespace


class RevisionSource(Protocol):
    """A source that is asked for texts."""

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """The text of each pinned revision, in any order; the pin itself where it is not to be had."""

    def close(self) -> None:
        """Let go of connections and files."""


class WikiSource(RevisionSource, Protocol):
    """A wiki, or a dump of one."""

    def site(self) -> Site:
        """Language, case rule and namespaces."""

    def category_members(
        self, category: str, namespaces: Collection[int], subcategories: bool
    ) -> CategoryMembers | None:
        """A category's pages in `namespaces` and, when asked, its subcategories; None: no such category."""

    def lookup(self, titles: Collection[str]) -> Iterable[Pin]:
        """The pages of these titles, redirects resolved; what does not exist as `Pin.missing`."""

    def all_pages(self, namespaces: Collection[int]) -> Iterable[Pin]:
        """Every page in `namespaces` that is no redirect."""

    def find_by_id(self, pageids: Collection[int]) -> dict[int, Pin]:
        """The pages that still exist of these, whatever their titles are now, at their newest revisions."""


class TextSource(RevisionSource, Protocol):
    """RevisionSource that need no conversion: a folder of documents, pairs of a table, pages of the web.

    A text is pinned by its content: `Pin.revid` is the head of its sha1, and `pageid` and `ns` are 0.
    """

    def all_texts(self) -> Iterable[Pin]:
        """Every text there is, sorted by title; what cannot be read as `Pin.missing`."""
