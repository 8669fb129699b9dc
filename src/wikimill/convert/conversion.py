"""From the text that was fetched to markdown: by pandoc for wikitext, not at all for what is markdown already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from wikimill.convert.losses import Losses, summarize
from wikimill.errors import WikimillError


@dataclass(frozen=True)
class ConvertedPage:
    """A page's markdown.

    `status` is `ok`, `repaired` or `quarantined`, for which `reason` says why.
    """

    markdown: str
    status: str
    losses: Losses = ()
    reason: str = ""

    @property
    def dropped(self) -> str:
        """Counts of what was left out, or why the page is quarantined."""
        return self.reason or summarize(self.losses)


class NotCachedError(WikimillError):
    """The cache lacks what a page is made of; the page is not to blame."""


class Converter(Protocol):
    """Makes markdown of texts, one at a time."""

    @property
    def digest(self) -> str:
        """Equal digests convert equal text equally."""

    @property
    def keeps_raw(self) -> bool:
        """Whether the text is kept below `raw/`, beside its markdown."""

    def convert(self, title: str, text: str) -> ConvertedPage:
        """The markdown of a text."""


class Verbatim:
    """The text itself: the sources of documents, pairs and web pages give markdown."""

    digest = "verbatim"
    keeps_raw = False

    def convert(self, title: str, text: str) -> ConvertedPage:
        """See `Converter.convert`."""
        return ConvertedPage(text, "ok")
