"""Where the texts of templates come from: renderers, the wiki's pages, its parser's answers, the library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from wikimill.config.patterns import matcher
from wikimill.convert.expander_settings import ExpanderSettings
from wikimill.convert.pinned_answers import PinnedAnswers
from wikimill.convert.renderers import load_library, load_renderers
from wikimill.convert.text import CONTROL
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.pinned_pages import PinnedPages
from wikimill.site.namespaces import TEMPLATE
from wikimill.sources.mediawiki.expansion_cache import ExpansionCache
from wikimill.templates.expansion import Renderers
from wikimill.templates.frame import Frame
from wikimill.templates.source import GivenPages, PageSource, TemplatePage, content_model
from wikimill.templates.title import Title, parse_title

LIBRARY_HOSTS = ("", "en.wikipedia.org")  # the wiki that the library is for, and pages of which no wiki is named


class Sources:
    """What the settings name, opened."""

    def __init__(self, settings: ExpanderSettings) -> None:
        options, workflow, wiki = settings.options, Path(settings.workflow), settings.wiki
        self.settings = settings
        self.site, self.now = wiki.site, wiki.time
        self.keeps = matcher(options.keep)
        language = self.site.language
        own = load_renderers(map(Path, options.renderers), workflow, language, options) if options.renderers else None
        self.first = Dropping(matcher(options.drop), own) if options.drop else own
        by_library = options.templates == "local" or (options.templates == "wiki" and not wiki.lock)
        is_english = wiki.host in LIBRARY_HOSTS
        self.library = load_library(workflow, language, options) if by_library and is_english else None
        self.renderers = [renderers for renderers in (own, self.library) if renderers]
        self.locked = None
        if wiki.lock and options.templates == "wiki":
            pages, cache = Path(wiki.pages) if wiki.pages else None, RevisionCache(Path(wiki.folder))
            self.locked = PinnedPages(self.site, Path(wiki.lock), pages, cache, wiki.gone, _without_control)

    def has_pages(self, given: Mapping[str, str]) -> bool:
        """Whether any of the wiki's pages are at hand, so that one that is not is known to be missing."""
        return self.locked is not None or (bool(given) and self.settings.options.templates == "wiki")

    def pages(self, given: Mapping[str, str]) -> PageSource:
        """The wiki's pages: those that came with a page, else those of the lock."""
        if given and self.settings.options.templates == "wiki":
            pages: dict[str, TemplatePage] = {}
            for name, text in given.items():
                title = parse_title(self.site, name, TEMPLATE)
                if title:
                    pages[title.full] = TemplatePage(
                        title.full, _without_control(text), content_model(self.site, title.full)
                    )
            return GivenPages(pages)
        return self.locked or GivenPages({})

    def answers(self, asked: set[str]) -> PinnedAnswers | None:
        """The pinned answers of the wiki's parser; what a page asks for is added to `asked`."""
        if not self.settings.wiki.folder or self.settings.options.templates not in ("wiki", "server"):
            return None
        cache = ExpansionCache(Path(self.settings.wiki.folder))
        everything = self.settings.options.templates == "server"
        return PinnedAnswers(cache, asked, everything, must_have=everything and not self.settings.collect)


def _without_control(text: str) -> str:
    return CONTROL.sub("", text)


class Dropping:
    """Renderers that leave out templates by name, before others are asked."""

    def __init__(self, drops: Callable[[str], bool], others: Renderers | None) -> None:
        self.drops = drops
        self.others = others

    def start(self, title: str) -> None:
        """See `Renderers`."""
        if self.others:
            self.others.start(title)

    def knows(self, title: Title) -> bool:
        """See `Renderers`."""
        dropped = title.namespace == TEMPLATE and self.drops(title.text)
        return dropped or (self.others is not None and self.others.knows(title))

    def text(self, title: Title, arguments: Frame) -> str | bool | None:
        """See `Renderers`."""
        if self.drops(title.text):
            return False
        return self.others.text(title, arguments) if self.others else None

    def render(self, name: str, arguments: Mapping[str, str]) -> str | bool | None:
        """See `Renderers`."""
        return self.others.render(name, arguments) if self.others else None
