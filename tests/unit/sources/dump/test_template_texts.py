"""Templates, modules and messages of a dump, by title."""

from __future__ import annotations

import bz2
from pathlib import Path

import pytest

from demo.build import export
from wikimill.sources.base import Revision
from wikimill.sources.dump.source import DumpSource

PAGES = {
    "Haar": "fog {{Quote}}",
    "Template:Quote": "“{{{1}}}”",
    "Template:Cite": "#REDIRECT [[Template:Quote]]",
    "Module:Wind": "return {}",
    "MediaWiki:Jan": "Jän.",
    "MediaWiki:Own": "own",
}


@pytest.fixture
def dump(tmp_path: Path) -> DumpSource:
    path = tmp_path / "wiki.xml.bz2"
    path.write_bytes(bz2.compress(export(PAGES).encode()))
    return DumpSource([str(path)], tmp_path / "cache")


def test_pages_are_found_by_title_and_redirects_are_pages(dump: DumpSource) -> None:
    found = dict(dump.current_pages([*PAGES, "Template:None", "Quote"]))
    assert {title: page and page.text for title, page in found.items()} == {
        **PAGES,
        "Template:None": None,
        "Quote": None,
    }
    assert {title for title, page in found.items() if page and page.model != "wikitext"} == {"Module:Wind"}
    page = found["Template:Cite"]
    assert isinstance(page, Revision)
    assert page.title == "Template:Cite"
    assert len(list((Path(dump.name).parent / "cache/dumps").glob("*.sqlite"))) == 2  # the index, and the texts


def test_pins_without_texts(dump: DumpSource) -> None:
    pins = dict(dump.current_pins(["Template:Cite", "Template:None"]))
    assert pins["Template:None"] is None
    assert pins["Template:Cite"]
    assert pins["Template:Cite"].title == "Template:Cite"
    assert not list((Path(dump.name).parent / "cache/dumps").glob("*templates*.sqlite"))


def test_messages_are_those_of_the_dump_then_of_mediawiki(dump: DumpSource) -> None:
    assert dump.messages(["jan", "feb", "own", "none"]) == {"jan": "Jän.", "feb": "Feb", "own": "own", "none": None}


def test_texts_are_kept_until_the_dump_changes(dump: DumpSource, tmp_path: Path) -> None:
    assert dict(dump.current_pages(["Template:Quote"]))["Template:Quote"]
    dump.close()
    path = tmp_path / "wiki.xml.bz2"
    path.write_bytes(bz2.compress(export({**PAGES, "Template:Quote": "changed"}).encode()))
    page = dict(DumpSource([str(path)], tmp_path / "cache").current_pages(["Template:Quote"]))["Template:Quote"]
    assert page
    assert page.text == "changed"
    assert len(list((tmp_path / "cache/dumps").glob("*.sqlite"))) == 2
