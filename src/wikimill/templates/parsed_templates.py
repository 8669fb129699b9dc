"""The texts of templates, parsed once for all pages."""

from __future__ import annotations

from wikimill.site.model import Site
from wikimill.templates.nodes import Nodes
from wikimill.templates.preprocess import preprocess
from wikimill.templates.source import PageSource, TemplatePage
from wikimill.templates.title import Title, redirect_target

MOST_PAGES = 3  # in a chain of redirects, as in MediaWiki
MOST_KEPT = 2000


class ParsedTemplates:
    """Pages of a source as they are transcluded."""

    def __init__(self, site: Site, source: PageSource) -> None:
        self.site = site
        self.source = source
        self._kept: dict[str, tuple[str, Title | None, Nodes]] = {}  # by title: text, redirect, nodes

    def get(self, title: Title) -> tuple[Nodes | None, Title]:
        """The nodes of a page, None when there is none, and its title after redirects."""
        for _ in range(MOST_PAGES):
            page = self.source.page(title.full)  # every time: the source keeps what each page asks for
            if page is None:
                return None, title
            target, nodes = self._parse(page)
            if target is None:
                return nodes, title
            title = target
        return None, title

    def _parse(self, page: TemplatePage) -> tuple[Title | None, Nodes]:
        """Where a page redirects to, or its nodes."""
        text, target, nodes = self._kept.get(page.title, ("", None, []))
        if text != page.text:
            target, nodes = redirect_target(self.site, page.text), []
            if target is None:
                nodes = preprocess(page.text.replace("\r\n", "\n"), True, self.site.extension_tags)
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[page.title] = page.text, target, nodes
        return target, nodes
