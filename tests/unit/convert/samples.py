"""Pages in the cache of a project, their conversion, and a filter of the project."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.converter import converter
from tests.fake_source import FakeSource, pin, revision
from tests.filters.test_filters import ROOT
from tests.sample_manifest import sample_site
from tests.sites import ENGLISH
from wikimill import layout
from wikimill.config.model import Config, Convert
from wikimill.convert.pages import PageRow, read_pages
from wikimill.convert.shard import convert, convert_shard
from wikimill.convert.wikitext import WikitextConverter
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import fetch_pins, write_record
from wikimill.files import sha256
from wikimill.manifest.lock import pins_digest, write_lock
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.site_file import write_site_file
from wikimill.manifest.templates_lock import TemplatePin, write_templates_lock
from wikimill.sources.base import Pin

ORIGIN = WikiOrigin("wiki.example")


FETCHED = layout.fetch_record("m")


def project_filter(folder: Path, text: str) -> Convert:
    """Options with one more filter, in a project folder whose workflow is a copy."""
    (folder / "workflow").unlink()
    shutil.copytree(ROOT / "workflow", folder / "workflow")
    (folder / "workflow/filters/mine.lua").write_text(text)
    return Convert(filters=["mine", *Convert().filters], timeout=2, memory=128)


TEXTS = {"Haar": "Sea '''fog'''.", "Tide/Turn": "A game.", "Black wind": "Dry.", "Black Wind": "A ship.", "Empty": ""}


def cached(texts: dict[str, str]) -> list[Pin]:
    """Rows of these pages and of a missing one; their texts are in the cache."""
    rows = [pin(title, text, category="Root") for title, text in texts.items()] + [Pin.missing("Nope")]
    with RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        write_record(FETCHED, len(rows), fetch_pins(list(rows), len(rows), cache, lambda: FakeSource(texts=texts)))
    return rows


def lock_templates(rows: list[Pin], templates: dict[str, str | None], now: str = "2026-02-03T04:05:06Z") -> None:
    """The locks of these pages and templates; of titles without a text the wiki has no page."""
    write_lock(layout.lock("m"), "", ORIGIN, "", ENGLISH, rows)
    write_site_file(layout.site_file("m"), sample_site(now))
    pins = {title: pin(title, text) for title, text in templates.items() if text is not None}
    pins = {title: replace(each, revid=int(each.sha1[:8], 16)) for title, each in pins.items()}
    with RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        cache.add(revision(each, str(templates[title])) for title, each in pins.items())
    missing = [TemplatePin(title, 0, "") for title in templates if title not in pins]
    found = [TemplatePin(title, each.revid, each.sha1) for title, each in pins.items()]
    digests = pins_digest(layout.lock("m")), sha256(layout.site_file("m"))
    write_templates_lock(layout.templates_lock("m"), *digests, [*missing, *found])


def run(rows: list[Pin], options: Convert | None = None) -> dict[str, PageRow]:
    """Convert the pages of a wiki of which nothing but its names is known."""
    index = layout.shard_table("m", "00000-of-00001")
    with (
        converter(options or Convert()) as wiki,
        RevisionCache(layout.CACHE / ORIGIN.folder) as cache,
    ):
        convert_shard(rows, "00000-of-00001", ORIGIN, cache, wiki, index)
    return {row.title: row for row in read_pages(index)}


def run_locked(options: Convert | None = None) -> dict[str, PageRow]:
    """Convert the pages as their locks have them."""
    index = layout.shard_table("m", "00000-of-00001")
    convert("m", "00000-of-00001", index, Config(convert=options or Convert()))
    return {row.title: row for row in read_pages(index)}


def spied_titles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of pages that are converted from now on."""
    titles: list[str] = []
    original = WikitextConverter.convert_page

    def spy(self: WikitextConverter, pin: Pin, text: str, model: str = "") -> object:
        titles.append(pin.title)
        return original(self, pin, text, model)

    monkeypatch.setattr(WikitextConverter, "convert_page", spy)
    return titles


def files() -> set[str]:
    return {path.name for folder in ("raw", "processed") for path in Path(folder).rglob("*.*") if path.is_file()}
