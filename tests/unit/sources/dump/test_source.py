"""XML exports as a source."""

from __future__ import annotations

import bz2
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from demo.build import export, read
from tests.clone import ROOT
from tests.unit.sources.dump.exports import COMPRESS, PAGES, WEATHER, write
from wikimill.errors import WikimillError
from wikimill.manifest.expand import list_wiki
from wikimill.manifest.models import WikiManifest
from wikimill.sources.base import Revision
from wikimill.sources.dump.source import DumpSource


@pytest.fixture(params=sorted(COMPRESS))
def dump(request: pytest.FixtureRequest, tmp_path: Path) -> DumpSource:
    path = tmp_path / f"wiki{request.param}"
    path.write_bytes(COMPRESS[request.param](export(PAGES).encode()))
    return DumpSource([str(path)], tmp_path)


def test_members_with_redirects_resolved(dump: DumpSource) -> None:
    weather = dump.category_members("Weather", [0], subcategories=True)
    assert weather is not None
    assert [page.title for page in weather.pages] == ["Blue fog", "Haar"]
    assert weather.subcategories == ["Names", "Weather"]
    names = dump.category_members("Names", [0], subcategories=True)
    assert names is not None
    assert [page.title for page in names.pages] == ["Haar"]
    assert dump.category_members("Hidden", [0], subcategories=True) is None
    assert dump.category_members("Shown", [0], subcategories=True) is None


def test_lookup_follows_redirects_and_lists_what_is_missing(dump: DumpSource) -> None:
    found = list(dump.lookup(["fret", "blue_fog", "Loop", "Nowhere", "None"]))
    assert [(pin.title, pin.revid > 0) for pin in found] == [
        ("Haar", True),
        ("Blue fog", True),
        ("Loop", False),
        ("Nowhere", False),
        ("None", False),
    ]


def test_revisions_are_the_texts_byte_for_byte(dump: DumpSource) -> None:
    pins = list(dump.all_pages([0]))
    assert {pin.title for pin in pins} == {"Haar", "Blue fog", 'Line ends & "marks"'}
    texts = {each.title: each for each in dump.revisions(pins) if isinstance(each, Revision)}
    for title, revision in texts.items():
        assert revision.text == PAGES[title]
        assert revision.sha1 == hashlib.sha1(PAGES[title].encode()).hexdigest()
    assert {pin.title: pin.bytes for pin in pins} == {title: len(PAGES[title].encode()) for title in texts}


def test_the_site_is_that_of_the_export(dump: DumpSource) -> None:
    site = dump.site()
    assert (site.language, site.first_letter) == ("en", True)
    assert site.namespace_names(4) == ("Skerrow Wiki", "Project")
    assert site.namespace_names(6) == ("File", "Image")


def test_without_categories_all_pages_are_taken(dump: DumpSource) -> None:
    original = WikiManifest(wiki="w.example", dump=dump.name)
    assert {row.title for row in list_wiki(original, dump, "m", {})} == {"Haar", "Blue fog", 'Line ends & "marks"'}


def test_the_embedded_wiki_is_in_step_with_its_pages() -> None:
    demo = ROOT / "demo"
    assert bz2.decompress((demo / "wiki.xml.bz2").read_bytes()).decode() == export(read(demo / "pages"))


def test_texts_other_than_the_pinned_ones_are_refused(tmp_path: Path) -> None:
    source = DumpSource([str(write(tmp_path, export(WEATHER)))], tmp_path)
    (pin,) = source.lookup(["Haar"])
    assert [item.text for item in source.revisions([pin]) if isinstance(item, Revision)] == [WEATHER["Haar"]]
    unknown = replace(pin, sha1="", bytes=0)
    assert [item.text for item in source.revisions([unknown]) if isinstance(item, Revision)] == [WEATHER["Haar"]]
    gone = replace(pin, revid=77, title="Gone")
    assert list(source.revisions(iter([gone]))) == [gone]
    for other in (replace(pin, sha1="0" * 40), replace(pin, bytes=1)):
        with pytest.raises(WikimillError, match=r"wiki\.xml: page 'Haar' at revision 1003 no longer has the text that"):
            list(source.revisions([other]))
