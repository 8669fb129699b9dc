"""A wiki for tests: English, with pages that are handed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wikimill.site.core import core_site
from wikimill.templates.expander import Expander
from wikimill.templates.labels import LABEL
from wikimill.templates.source import SCRIBUNTO, WIKITEXT, TemplatePage

SITE = core_site("en", sitename="Skerrow")
NOW = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)


class Pages:
    """Pages by full title; `asked` has every title that was asked for."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.pages = pages
        self.asked: set[str] = set()

    def page(self, title: str) -> TemplatePage | None:
        self.asked.add(title)
        if title not in self.pages:
            return None
        return TemplatePage(title, self.pages[title], SCRIBUNTO if title.startswith("Module:") else WIKITEXT)

    def exists(self, title: str) -> bool:
        self.asked.add(title)
        return title in self.pages


def expander(pages: Mapping[str, str] | None = None, **options: Any) -> Expander:
    return Expander(SITE, Pages(pages or {}), NOW, **options)


def expand(text: str, pages: Mapping[str, str] | None = None, title: str = "Corncrake", **options: Any) -> str:
    """The page without templates and labels."""
    return LABEL.sub("", expander(pages, **options).expand_page(title, text).text)
