"""Pages out of the cache, as locks pin them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_source import pin, revision
from tests.sites import ENGLISH
from wikimill.errors import WikimillError
from wikimill.fetch import pinned_pages
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.pinned_pages import PinnedPages
from wikimill.manifest.lock import write_lock
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.templates_lock import TemplatePin, write_templates_lock
from wikimill.site.core import core_site
from wikimill.sources.base import Pin

SITE = core_site("en", host="wiki.example")
TEXTS = {
    "Template:A": "a",
    "Module:X": "return {}",
    "Module:X/doc": "says what it does",
    "Module:X/data.json": "{}",
    "Module:Odd": "plain",
    "One": "page",
    "Talk:One": "only exists",
}


@pytest.fixture
def pages(cache: RevisionCache, tmp_path: Path) -> PinnedPages:
    pins = {title: pin(title, text) for title, text in TEXTS.items()}
    cache.add(revision(pins[title], text) for title, text in TEXTS.items())
    cache.add([replace(revision(pins["Module:Odd"], "plain"), model="wikitext")])
    write_lock(tmp_path / "m.tsv", "", WikiOrigin("wiki.example"), "", ENGLISH, [pins["One"], Pin.missing("Two")])
    rows = [TemplatePin(title, pins[title].revid, pins[title].sha1) for title in [*TEXTS][:-2]]
    rows += [TemplatePin("Template:Gone", 0, ""), TemplatePin("Talk:One", pins["Talk:One"].revid, "")]
    rows += [replace(rows[0], title="Template:Lost", revid=5), replace(rows[0], title="Template:Hidden", revid=6)]
    write_templates_lock(tmp_path / "m.templates.tsv", "", "", rows)
    return PinnedPages(SITE, tmp_path / "m.templates.tsv", tmp_path / "m.tsv", cache, ["Template:Hidden"])


def test_pages_with_their_texts_and_content_models(pages: PinnedPages) -> None:
    found = {title: page for title in TEXTS if (page := pages.page(title))}
    assert {title: (page.text, page.model) for title, page in found.items()} == {
        "Template:A": ("a", "wikitext"),
        "Module:X": ("return {}", "Scribunto"),
        "Module:X/doc": ("says what it does", "wikitext"),
        "Module:X/data.json": ("{}", "json"),
        "Module:Odd": ("plain", "wikitext"),
        "One": ("page", "wikitext"),
    }
    assert pages.page("Template:A") is found["Template:A"]


def test_pages_that_are_not_there(pages: PinnedPages) -> None:
    for title in ("Template:Gone", "Template:Unknown", "Two", "Template:Hidden", "", "\ud800"):
        assert pages.page(title) is None
    there = {title for title in [*TEXTS, "Template:Gone", "Template:Unknown", "Two"] if pages.exists(title)}
    assert there == set(TEXTS)


def test_a_text_that_the_cache_lost_is_one_line(pages: PinnedPages) -> None:
    with pytest.raises(WikimillError, match=r"revision 5 of 'Template:Lost' was in the cache and is gone; delete the"):
        pages.page("Template:Lost")


def test_memory_is_bounded(pages: PinnedPages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinned_pages, "MOST_KEPT", 3)
    first = pages.page("Template:A")
    assert pages.page("Template:A") is first
    pages.page("Module:X")
    assert pages.page("Template:A") is not first
    assert pages.page("Template:A") == first
