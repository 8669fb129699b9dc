"""Pages in the cache of a project, their conversion, and a filter of the project."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.converter import converter
from tests.fake_source import FakeSource, pin
from tests.filters.test_filters import ROOT
from wikimill import layout
from wikimill.config.model import Convert
from wikimill.convert.pages import PageRow, read_pages
from wikimill.convert.shard import convert_shard
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import fetch_pins, write_record
from wikimill.manifest.origin import WikiOrigin
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


def run(rows: list[Pin], options: Convert | None = None) -> dict[str, PageRow]:
    index = layout.shard_table("m", "00000-of-00001")
    with (
        converter(options or Convert()) as pandoc,
        RevisionCache(layout.CACHE / ORIGIN.folder) as cache,
    ):
        convert_shard(rows, "00000-of-00001", ORIGIN, cache, pandoc, index)
    return {row.title: row for row in read_pages(index)}


def files() -> set[str]:
    return {path.name for folder in ("raw", "processed") for path in Path(folder).rglob("*.*") if path.is_file()}
