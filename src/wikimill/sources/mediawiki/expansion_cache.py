"""The cache of expanded templates, `cache/mediawiki/<host>/templates.sqlite`; what is in it is not requested again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from wikimill.database import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS expansion (
    invocation TEXT NOT NULL, title TEXT NOT NULL, wikitext TEXT, page_dependent INTEGER NOT NULL,
    PRIMARY KEY (invocation, title)
) WITHOUT ROWID;
"""


WHOLE_PAGE = "sha1 "  # what begins an invocation that stands for all of a page


def whole_page(text: str) -> str:
    """What stands for the invocation where all of a page was expanded, whose wikitext is this."""
    return WHOLE_PAGE + hashlib.sha1(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Expansion:
    """What the wiki expands a template to.

    `title` is the page on which it was expanded, empty if the result is the same on every page. `wikitext` is None
    where the wiki has no result: its parser fails on the template, or the result is too large. `page_dependent` means
    that the expansion differs from page to page; then there is no wikitext either.
    """

    invocation: str  # the template's wikitext, with its braces; see `whole_page`, too
    title: str
    wikitext: str | None
    page_dependent: bool = False

    @property
    def is_page(self) -> bool:
        """Whether it is the expansion of all of a page."""
        return self.invocation.startswith(WHOLE_PAGE)


class ExpansionCache(Database):
    """The expansions of one wiki, in `folder`."""

    NAME = "templates.sqlite"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / self.NAME, SCHEMA)

    def get(self, invocation: str, title: str) -> Expansion | None:
        """A template's expansion on a page: the one for this page, else the one for all pages."""
        query = "SELECT * FROM expansion WHERE invocation = ? AND title IN (?, '') ORDER BY title DESC"
        row = self.first_row(query, invocation, title)
        return Expansion(row[0], row[1], row[2], bool(row[3])) if row else None

    def add(self, expansions: Iterable[Expansion]) -> None:
        """Add results of the wiki, all or none; a result that another process stored before stays."""
        self.write("INSERT OR IGNORE INTO expansion VALUES (?, ?, ?, ?)", map(astuple, expansions))

    def pin(self, expansions: Iterable[Expansion]) -> None:
        """Store what a lock has, replacing what the wiki returned."""
        self.write("INSERT OR REPLACE INTO expansion VALUES (?, ?, ?, ?)", map(astuple, expansions))
