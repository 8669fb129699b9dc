"""From wikitext to markdown: templates expanded in one process, then what pandoc's reader and filters make of it."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import replace

from wikimill.config.model import FILTERS
from wikimill.convert.conversion import ConvertedPage, Converter
from wikimill.convert.conversion_pages import pinned_tables
from wikimill.convert.expander_process import ExpanderProcess
from wikimill.convert.expander_settings import ExpanderSettings
from wikimill.convert.expansion import ExpandedPage
from wikimill.convert.known_wiki import KnownWiki
from wikimill.convert.pandoc import Pandoc
from wikimill.convert.recipe import EXPANSION, Recipe
from wikimill.convert.text import clean
from wikimill.convert.worker_process import LimitError
from wikimill.fetch.templates import CALL
from wikimill.site.conversion_tables import ConversionTables
from wikimill.sources.base import Pin
from wikimill.templates.expansion import PageRevision
from wikimill.templates.source import WIKITEXT, content_model

NO_WIKI = KnownWiki()
PROSE = (WIKITEXT, "proofread-page")  # content models that are read as wikitext
MODEL = "model"  # what the reason of a page begins with that is no wikitext


class WikitextConverter(Converter):
    """Two processes, which are started when needed.

    Args:
        recipe: filters, renderers and options.
        wiki: without what is known of it names are English.
        explain: whether `ExpandedPage.steps` are wanted.
        collect: whether `ExpandedPage.calls` are.
        unread: extension tags whose content is not expanded; by default those that no filter sees.
    """

    keeps_raw = True

    def __init__(
        self,
        recipe: Recipe,
        wiki: KnownWiki = NO_WIKI,
        explain: bool = False,
        collect: bool = False,
        unread: tuple[str, ...] | None = None,
    ) -> None:
        self.recipe = recipe
        self.wiki = wiki
        self.pandoc = Pandoc(recipe, wiki.site, lambda: self.tables.pairs)
        options = recipe.options
        tags = unread_tags(recipe) if unread is None else unread
        settings = ExpanderSettings(options, str(recipe.root / "workflow"), wiki, tags, explain, collect)
        self.expander = ExpanderProcess(settings.to_dict(), options.timeout, options.memory)

    @functools.cached_property
    def tables(self) -> ConversionTables:
        """The wiki's own words for variants, on which all pages depend."""
        return pinned_tables(self.wiki, self.recipe.options)

    def __enter__(self) -> WikitextConverter:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def digest(self) -> str:
        wiki = self.wiki
        what = wiki.file.digest if wiki.file else ""
        parts = (self.recipe.wiki_digest(wiki.summary), wiki.host, bool(wiki.lock), what)
        return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()

    def convert_page(self, pin: Pin, text: str, model: str = "") -> ConvertedPage:
        """See `convert`."""
        return self.convert(pin.title, text, revision=_revision(pin), model=model)

    def convert(
        self,
        title: str,
        text: str,
        templates: Mapping[str, str] | None = None,
        revision: PageRevision | None = None,
        model: str = "",
    ) -> ConvertedPage:
        """The page's markdown; one that exceeds its limits is quarantined.

        Args:
            title: of the page.
            text: its wikitext.
            templates: the wiki's templates, modules and other pages, if they came with the page.
            revision: of the page, where it is known.
            model: its content model; where none is said, the one that MediaWiki gives pages of such titles.

        Raises:
            FilterError: a filter fails on the page.
            NotCachedError: a template that the lock pins is not in the cache.
            WikimillError: a process does not start, for an error in a file that it reads.
        """
        text, losses = clean(text)
        model = model or (content_model(self.wiki.site, title) if ":" in title else WIKITEXT)
        if model not in PROSE:  # a program or a table is no text
            return ConvertedPage("", "quarantined", losses, f"{MODEL}:{model}")
        try:
            expanded = self.expand(title, text, templates, revision)
        except LimitError as limit:
            page = self.pandoc.quarantine(title, text, str(limit))
        else:
            losses = (*losses, *expanded.losses)
            page = replace(self.pandoc.convert(title, expanded.text, expanded.labels), expanded=expanded)
        return replace(page, losses=(*losses, *page.losses))

    def expand_page(self, pin: Pin, text: str) -> ExpandedPage:
        """A pinned page without templates; see `expand`."""
        return self.expand(pin.title, clean(text)[0], revision=_revision(pin))

    def expand(
        self,
        title: str,
        text: str,
        templates: Mapping[str, str] | None = None,
        revision: PageRevision | None = None,
    ) -> ExpandedPage:
        """The page without templates; as it is when `convert.filters` lacks `templates`.

        Args: see `convert`; the text has no control characters.

        Raises:
            LimitError: the page exceeds its limits.
            NotCachedError: a page that the lock pins is not in the cache.
        """
        if EXPANSION not in self.recipe.options.filters or not CALL.search(text):
            return ExpandedPage(text, asked=tuple(self.tables.titles))
        expanded = self.expander.expand(title, text, templates, revision=revision)
        return replace(expanded, asked=(*expanded.asked, *self.tables.titles))

    def quarantine(self, title: str, text: str, reason: str = "") -> ConvertedPage:
        """The page by plain scanning, after an error in a filter."""
        text, losses = clean(text)
        return replace(self.pandoc.quarantine(title, text, reason), losses=losses)

    def stop(self) -> None:
        """End the processes."""
        self.expander.stop()
        self.pandoc.stop()


def unread_tags(recipe: Recipe) -> tuple[str, ...]:
    """The extension tags whose content no filter sees: footnotes, which cost a third of the time to expand."""
    names = recipe.options.filters
    before = names[: names.index("references")] if "references" in names else names
    shipped_alone = all(name in FILTERS for name in before)
    return ("ref",) if shipped_alone and "references" in names else ()


def _revision(pin: Pin) -> PageRevision | None:
    return PageRevision(pin.revid, pin.timestamp) if pin.revid else None
