"""Where the texts of templates and modules come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from wikimill.templates.title import MODULE, Title

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


class GivenPages:
    """Pages that are given as texts, by full titles."""

    def __init__(self, pages: Mapping[str, TemplatePage]) -> None:
        self.pages = pages

    def page(self, title: str) -> TemplatePage | None:
        """See `PageSource`."""
        return self.pages.get(title)

    def exists(self, title: str) -> bool:
        """See `PageSource`."""
        return title in self.pages


def template_page(title: Title, text: str) -> TemplatePage:
    """A page with this text; its content model is the one that MediaWiki gives to new pages of that name."""
    is_module = title.namespace == MODULE and not title.text.endswith("/doc")
    return TemplatePage(title.full, text, SCRIBUNTO if is_module else WIKITEXT)
