"""Pages that are no wikitext: the same rows from a dump as from the API."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demo.build import export
from tests.converter import converter
from tests.unit.convert.samples import FETCHED, ORIGIN
from tests.unit.sources.dump.exports import COMPRESS
from tests.unit.sources.mediawiki.scripted import pinned, scripted
from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert.page import page
from wikimill.convert.pages import PageRow, read_pages
from wikimill.convert.shard import convert_shard
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import fetch_pins, write_record
from wikimill.sources.base import Pin, WikiSource
from wikimill.sources.dump.source import DumpSource

MODELS = {
    "Wind": "wikitext",
    "Page:Old book/1": "proofread-page",
    "Wind.js": "javascript",
    "Wind.css": "css",
    "Winds": "json",
    "Lua": "Scribunto",
    "Talk:Wind": "flow-board",
    "Q1": "wikibase-item",
    "Sketch": "no-such.model",
    "User:A/notes.js": "wikitext",  # in spite of its title
}
PROSE = {title for title, model in MODELS.items() if model in ("wikitext", "proofread-page")}


def dumped(folder: Path) -> DumpSource:
    """A dump of these pages, as release 0.11 of the schema has them: another slot before the main one."""
    text = export(dict.fromkeys(MODELS, "[[Category:Winds]] It blows."))
    for title, model in MODELS.items():
        head, _, rest = text.partition(f"<title>{title}</title>")
        slot = "<content><role>other</role><model>other</model><text>{}</text></content><model>"
        text = f"{head}<title>{title}</title>{re.sub('<model>[^<]*', slot + model, rest, count=1)}"
    path = folder / "wiki.xml.bz2"
    path.write_bytes(COMPRESS[".xml.bz2"](text.encode()))
    return DumpSource([str(path)], folder)


def asked(pins: list[Pin], folder: Path) -> WikiSource:
    """An API with the same pages."""
    answers = []
    for pin in pins:
        said = pinned(pin)
        slot = {"content": "[[Category:Winds]] It blows.", "contentmodel": MODELS[pin.title]}
        said["revisions"][0]["slots"]["main"] |= slot
        answers.append(said)
    return scripted([{"query": {"pages": answers}}], folder)[0]


def rows(pins: list[Pin], source: WikiSource) -> dict[str, PageRow]:
    with RevisionCache(layout.CACHE / ORIGIN.folder) as cache, converter() as wiki:
        write_record(FETCHED, len(pins), fetch_pins(list(pins), len(pins), cache, lambda: source))
        index = layout.shard_table("m", "00000-of-00001")
        convert_shard(pins, "00000-of-00001", ORIGIN, cache, wiki, index)
        return {row.title: row for row in read_pages(index)}


@pytest.mark.slow
def test_a_dump_and_the_api_give_the_same_rows(project: Path, tmp_path: Path) -> None:
    pins = sorted(dumped(tmp_path).all_pages([0, 1, 2, 104]), key=lambda pin: pin.title)
    by_dump = rows(pins, dumped(tmp_path))
    texts = {title: Path(row.path).read_text() for title, row in by_dump.items()}
    (layout.CACHE / ORIGIN.folder / RevisionCache.FILE).unlink()
    assert rows(pins, asked(pins, tmp_path)) == by_dump
    assert {title for title, text in texts.items() if "blows" in text} == PROSE
    assert {title: (row.status, row.dropped) for title, row in by_dump.items() if title not in PROSE} == {
        title: ("quarantined", f"model:{model}") for title, model in MODELS.items() if title not in PROSE
    }


@pytest.mark.slow
def test_a_page_that_is_asked_for_by_name_is_read_as_in_the_bulk(project: Path, tmp_path: Path) -> None:
    pins = [pin for pin in dumped(tmp_path).all_pages([0, 2]) if pin.title in ("Winds", "User:A/notes.js")]
    bulk = rows(pins, dumped(tmp_path))
    for title, row in bulk.items():
        raw = Path(row.path.replace("processed", "raw").removesuffix(".md") + ".wiki")
        single = page(ORIGIN.wiki.encoded_host, Path(row.path).stem, raw, Config())
        assert (single.markdown, single.status) == (Path(row.path).read_text(), row.status), title
    assert bulk["User:A/notes.js"].words


def test_categories_in_the_text_of_a_table_or_a_program_are_none(tmp_path: Path) -> None:
    members = dumped(tmp_path).category_members("Winds", [0, 1, 2], subcategories=False)
    assert members is not None
    linked = {title for title, model in MODELS.items() if model in ("wikitext", "proofread-page", "javascript", "css")}
    assert {pin.title for pin in members.pages} == linked
