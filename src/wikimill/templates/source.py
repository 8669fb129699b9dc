"""Where the texts of templates and modules come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

WIKITEXT = "wikitext"
SCRIBUNTO = "Scribunto"


@dataclass(frozen=True)
class TemplatePage:
    """A page of the wiki: `title` is full, as MediaWiki writes it (`Template:Cite web`), `model` its content model."""

    title: str
    text: str
    model: str = WIKITEXT


class PageSource(Protocol):
    """The wiki's pages, by full titles as MediaWiki writes them."""

    def page(self, title: str) -> TemplatePage | None:
        """The page, None when the wiki has none of this title."""

    def exists(self, title: str) -> bool:
        """Whether the wiki has a page of this title, whose text is not needed."""
