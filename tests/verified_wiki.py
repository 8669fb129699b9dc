"""A manifest whose templates are pinned, and its wiki in memory, whose parser can be made to differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.fake_source import FakeSource, pin, revision
from tests.sites import ENGLISH
from tests.unit.templates.wiki import Pages
from wikimill import layout
from wikimill.convert import verify
from wikimill.convert.expander_settings import ExpanderSettings
from wikimill.convert.expander_worker import Worker
from wikimill.convert.expansion import ExpandedPage
from wikimill.errors import WikimillError
from wikimill.fetch.cache import RevisionCache
from wikimill.files import sha256
from wikimill.manifest.lock import pins_digest, write_lock
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.site_file import SiteFile, write_site_file
from wikimill.manifest.templates_lock import TemplatePin, write_templates_lock
from wikimill.sources.base import Pin
from wikimill.templates.expand_templates import ExpandTemplates
from wikimill.templates.expansion import PageRevision

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)  # of the wiki; its lock shows another time
LOCKED = "2026-01-02T03:04:05Z"
TEMPLATES = {"Template:Tide": "({{{1}}})", "Template:Clock": "{{CURRENTYEAR}}-{{CURRENTMONTH}}-{{CURRENTDAY}}"}
PAGES = {
    "Alpha": "High {{Tide|a}}<ref>{{Tide|n}}</ref>.",
    "Beta": "Now {{Clock}}.",
    "Gamma": "Lost {{Nothing}} here.",
    "Delta": "Plain.",
}


@dataclass
class VerifiedWiki(FakeSource):
    """The wiki. `answers` are what its parser says of pages instead of what MediaWiki says, `warnings` with what."""

    answers: dict[str, str] = field(default_factory=dict)
    warnings: str = ""
    expanded: list[str] = field(default_factory=list)  # titles
    closed: bool = False

    @property
    def connection(self) -> VerifiedWiki:
        return self

    def expand_page(self, text: str, title: str) -> tuple[str, str, datetime]:
        self.expanded.append(title)
        expander = ExpandTemplates(self.info, Pages(self.texts), NOW)
        return self.answers.get(title) or expander.expand_page(title, text).text, self.warnings, NOW

    def error(self, problem: str, fix: str = "") -> WikimillError:
        return WikimillError(f"the wiki: {problem}; {fix}")

    def close(self) -> None:
        self.closed = True

    def open(self, *_: Any) -> VerifiedWiki:
        return self


class SameProcess:
    """An `ExpanderProcess` without a process, which takes half a second to start."""

    def __init__(self, settings: Mapping[str, Any], _timeout: float, _memory: int) -> None:
        self.worker = Worker(ExpanderSettings.from_dict(dict(settings)), lambda _: None)

    def expand(
        self,
        title: str,
        text: str,
        _pages: None = None,
        now: datetime | None = None,
        revision: PageRevision | None = None,
    ) -> ExpandedPage:
        known = {"now": now.isoformat()} if now else {}
        stored = {"revision": [revision.id, revision.timestamp]} if revision else {}
        return self.worker.expand({"title": title, "text": text, "left_out": [], "modules": True, **known, **stored})

    def stop(self) -> None:
        pass


def pin_manifest(
    monkeypatch: pytest.MonkeyPatch,
    pages: Mapping[str, str] = PAGES,
    templates: Mapping[str, str] = TEMPLATES,
    name: str = "m",
) -> VerifiedWiki:
    """Write the locks of a manifest into the working directory, and its texts into the cache; the wiki."""
    wiki = VerifiedWiki(texts={**pages, **templates})
    origin = WikiOrigin("wiki.example")
    pins = [pin(title, text) for title, text in pages.items()]
    write_lock(layout.lock(name), "", origin, "", ENGLISH, [*pins, Pin.missing("Nope")])
    write_site_file(layout.site_file(name), SiteFile(wiki.info, LOCKED))
    rows = [TemplatePin(each.title, each.revid, each.sha1) for each in (pin(t, x) for t, x in templates.items())]
    rows.append(TemplatePin("Template:Nothing", 0, ""))
    write_templates_lock(
        layout.templates_lock(name), pins_digest(layout.lock(name)), sha256(layout.site_file(name)), rows
    )
    with RevisionCache(layout.CACHE / origin.folder) as cache:
        cache.add(revision(pin(title, text), text) for title, text in {**pages, **templates}.items())
    monkeypatch.setattr(verify, "ApiSource", wiki.open)
    monkeypatch.setattr(verify, "ExpanderProcess", SameProcess)
    return wiki
