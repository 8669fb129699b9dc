"""A project with manifests of a wiki in memory, listed and fetched, for tests of its templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from tests.fake_source import FakeSource, pin, revision
from tests.page_expander import ToyExpander
from wikimill import layout
from wikimill.config.model import Config
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.templates import pin_templates
from wikimill.manifest.lock import write_lock
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.templates_lock import TemplatePin, read_templates_lock

ORIGIN = WikiOrigin("wiki.example")


@dataclass
class WikiProject:
    """The wiki, and what happens to its manifests."""

    source: FakeSource
    origin: WikiOrigin = ORIGIN

    @classmethod
    def make(cls, monkeypatch: pytest.MonkeyPatch, texts: Mapping[str, str]) -> WikiProject:
        """A wiki with these templates and other pages; every origin opens it."""
        source = FakeSource(texts=dict(texts))
        monkeypatch.setattr(WikiOrigin, "open_source", lambda *_: source)
        return cls(source)

    def list(self, name: str, pages: Mapping[str, str]) -> None:
        """Write the lock of a manifest's pages, and cache their texts."""
        pins = [pin(title, text) for title, text in pages.items()]
        pins = [
            replace(each, revid=each.revid + len(pages[each.title])) for each in pins
        ]  # other texts, other revisions
        write_lock(layout.lock(name), "", self.origin, "", self.source.info, pins)
        with self.cache() as cache:
            cache.add(revision(each, pages[each.title]) for each in pins)

    def cache(self) -> RevisionCache:
        """The cache of texts."""
        return RevisionCache(layout.CACHE / self.origin.folder)

    def pin(self, name: str, made_by: str = "") -> ToyExpander:
        """Pin the templates of a manifest; the expander that was used."""
        with self.cache() as cache:
            expander = ToyExpander(cache, layout.lock(name))
            self.missing, self.exceeding = pin_templates(name, Config(), expander, made_by)
        return expander

    def rows(self, name: str) -> dict[str, TemplatePin]:
        """The rows of a lock of templates, by title."""
        return {row.title: row for row in read_templates_lock(layout.templates_lock(name))}
