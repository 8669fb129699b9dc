"""Where the texts of templates and modules come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from wikimill.site.model import Site
from wikimill.site.namespaces import MESSAGE, MODULE, USER

WIKITEXT = "wikitext"
SCRIBUNTO = "Scribunto"
JSON = "json"
SUFFIXES = {"css": "css", "js": "javascript", "json": "json"}  # of titles in the first two
# Of namespaces that extensions have the same number for on all wikis: data of maps and tables, discussions.
MODELS = {480: "JsonZeroConfig", 484: "JsonConfig", 486: "json", 2600: "flow-board"}
DOCUMENTATION = "scribunto-doc-page-name"  # message, `$1` is the module's name


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


def content_model(site: Site, title: str) -> str:
    """The content model that MediaWiki gives a page of this full title when it is made."""
    prefix, _, name = title.partition(":")
    number = site.namespace(prefix)
    if number == MODULE and name.endswith(".json"):
        return JSON
    if number == MODULE:
        documentation = (site.messages.get(DOCUMENTATION) or "Module:$1/doc").partition(":")[2]
        before, _, after = documentation.partition("$1")
        return WIKITEXT if name.startswith(before) and name.endswith(after) and after + before else SCRIBUNTO
    if number == MESSAGE or (number == USER and "/" in name):
        return SUFFIXES.get(name.rpartition(".")[2], WIKITEXT) if "." in name else WIKITEXT
    return MODELS.get(number or 0, WIKITEXT)
