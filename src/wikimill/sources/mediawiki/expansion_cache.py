"""The cache of expanded templates: `cache/mediawiki/<host>/templates.sqlite`. What is in it is not asked for again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wikimill.database import Database

SCHEMA = """
CREATE TABLE IF NOT EXISTS expansion (
    invocation TEXT NOT NULL, title TEXT NOT NULL, wikitext TEXT, page_dependent INTEGER NOT NULL,
    PRIMARY KEY (invocation, title)
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Expansion:
    """What the wiki makes of a template.

    `title` is the page on which it was expanded, empty for what is the same on every page. `wikitext` is None
    where the wiki has no answer: its parser fails on the template, or the result is too large. `page_dependent` stands
    for an expansion that differs from page to page, and has no wikitext.
    """

    invocation: str  # the template's wikitext, with its braces
    title: str
    wikitext: str | None
    page_dependent: bool = False


class ExpansionCache(Database):
    """The expansions of one wiki, in `folder`."""

    NAME = "templates.sqlite"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / self.NAME, SCHEMA)

    def get(self, invocation: str, title: str) -> Expansion | None:
        """What a template is on a page: its own expansion there, else that of all pages."""
        query = "SELECT * FROM expansion WHERE invocation = ? AND title IN (?, '') ORDER BY title DESC"
        with self.errors():
            row = self.connection.execute(query, (invocation, title)).fetchone()
        return Expansion(row[0], row[1], row[2], bool(row[3])) if row else None

    def add(self, expansions: Iterable[Expansion]) -> None:
        """Keep answers of the wiki, all or none; what another process was answered before stays."""
        self._insert("INSERT OR IGNORE INTO expansion VALUES (?, ?, ?, ?)", expansions)

    def pin(self, expansions: Iterable[Expansion]) -> None:
        """Keep what a lock has, in place of what was answered."""
        self._insert("INSERT OR REPLACE INTO expansion VALUES (?, ?, ?, ?)", expansions)

    def _insert(self, statement: str, expansions: Iterable[Expansion]) -> None:
        rows = ((each.invocation, each.title, each.wikitext, each.page_dependent) for each in expansions)
        with self.errors(), self.connection:
            self.connection.executemany(statement, rows)
