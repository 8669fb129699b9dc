"""From the text that was fetched to markdown: by pandoc for wikitext, not at all for what is markdown already."""

from __future__ import annotations

from dataclasses import dataclass

from wikimill.convert.expansion import ExpandedPage
from wikimill.convert.losses import Losses, summarize
from wikimill.convert.page_facts import NOTHING, PageFacts
from wikimill.errors import WikimillError
from wikimill.sources.base import Pin


@dataclass(frozen=True)
class ConvertedPage:
    """A page's markdown, or the other format that its recipe names.

    `status` is `ok` or `quarantined`, for which `reason` says why. `expanded` is the wikitext that it was made of,
    `facts` what the page is beside its text.
    """

    markdown: str
    status: str
    losses: Losses = ()
    reason: str = ""
    expanded: ExpandedPage | None = None
    facts: PageFacts = NOTHING

    @property
    def dropped(self) -> str:
        """Counts of what was left out, or why the page is quarantined."""
        return self.reason or summarize(self.losses)


class FilterError(WikimillError):
    """A filter failed on a page; `problem` has its file and line."""

    def __init__(self, title: str, problem: str) -> None:
        super().__init__(f"page {title!r}: {problem}; correct the filter")
        self.problem = problem


class Converter:
    """Makes markdown of texts, one at a time; by itself of those of documents, pairs and web pages, which are markdown.

    `keeps_raw`: whether the text is kept below `raw/`, beside its markdown.
    """

    keeps_raw = False

    @property
    def digest(self) -> str:
        """Equal digests convert equal text equally."""
        return "verbatim"

    def convert_page(self, pin: Pin, text: str, model: str = "") -> ConvertedPage:
        """The markdown of a text at its pinned revision; `model` is MediaWiki's content model, where it is known."""
        return ConvertedPage(text, "ok")
