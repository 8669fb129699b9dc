"""XML exports as a source."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from demo.build import export, read
from wikimill.errors import WikimillError
from wikimill.manifest.expand import list_wiki
from wikimill.manifest.models import WikiManifest
from wikimill.sources.base import Revision
from wikimill.sources.dump.source import DumpSource

PAGES = {
    "Haar": "Sea fog. [[Category:Weather]]",
    "Blue fog": "Also fog. [[category: weather|Fog]] <!-- [[Category:Hidden]] --> <nowiki>[[Category:Shown]]</nowiki>",
    "Sea fret": "#REDIRECT [[Haar]] [[Category:Names]]",
    "Fret": "#REDIRECT [[Sea fret]]",
    "Loop": "#REDIRECT [[Loop]]",
    "Nowhere": "#REDIRECT [[Gone]] [[Category:Names]]",
    "Category:Weather": "[[Category:Weather]][[Category:Root]]",
    "Category:Names": "[[Category:Weather]]",
    "Category:Root": "",
    "Template:Quote": "{{{1}}}",
    'Line ends & "marks"': 'a &amp; "b"\n\n\u00a0c ',
}
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    ".xml": lambda data: data,
    ".xml.gz": gzip.compress,
    ".xml.bz2": bz2.compress,
    ".xml.xz": lzma.compress,
    ".xml.zst": zstd.compress,
}


@pytest.fixture(params=sorted(COMPRESS))
def dump(request: pytest.FixtureRequest, tmp_path: Path) -> DumpSource:
    path = tmp_path / f"wiki{request.param}"
    path.write_bytes(COMPRESS[request.param](export(PAGES).encode()))
    return DumpSource(path, tmp_path)


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
    assert site.namespace_names(4) == ["Skerrow Wiki", "Project"]
    assert site.namespace_names(6) == ["File", "Image"]


def test_without_categories_all_pages_are_taken(dump: DumpSource) -> None:
    original = WikiManifest(wiki="w.example", dump=str(dump.path))
    assert {row.title for row in list_wiki(original, dump, "m", {})} == {"Haar", "Blue fog", 'Line ends & "marks"'}


@pytest.mark.parametrize("suffix", sorted(COMPRESS))
def test_a_truncated_dump_is_one_line(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cut{suffix}"
    data = COMPRESS[suffix](export(PAGES).encode())
    path.write_bytes(data[: len(data) * 2 // 3])
    with pytest.raises(WikimillError, match=rf"cut{suffix}: the dump .*; download or export it again") as caught:
        list(DumpSource(path, tmp_path).all_pages([0]))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><body>404</body></html>",
        "no xml",
        export(PAGES).replace("<ns>0</ns>", "<ns>zero</ns>", 1),
        export(PAGES).replace("<timestamp>2026", "<timestamp>last year", 1),
        export(PAGES).replace("</page>", "</pages>", 1),
        export(PAGES).replace("<siteinfo>", "<info>").replace("</siteinfo>", "</info>"),
        export(PAGES).replace("<title>Haar</title>", "", 1),
    ],
)
def test_what_is_no_export_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.xml"
    path.write_text(text)
    with pytest.raises(WikimillError, match=r"bad\.xml: the dump .*; download or export it again"):
        list(DumpSource(path, tmp_path).all_pages([0]))


def test_invalid_utf8_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.xml"
    path.write_bytes(export(PAGES).encode().replace(b"Sea fog", b"Sea \xff\xfe"))
    with pytest.raises(WikimillError, match=r"bad\.xml: the dump is not a well-formed MediaWiki export"):
        list(DumpSource(path, tmp_path).all_pages([0]))


def test_a_relative_path_as_a_title_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evil.xml"
    path.write_text(export({"../../etc/cron.d/x": "evil"}))
    with pytest.raises(WikimillError, match=r"evil\.xml: '\.\./\.\./etc/cron\.d/x' is no legal page title"):
        list(DumpSource(path, tmp_path).all_pages([0]))


def test_a_page_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.xml"
    path.write_text(export(PAGES).replace("<title>Blue fog", "<title>Haar"))
    with pytest.raises(WikimillError, match=r"duplicate page 'Haar'"):
        list(DumpSource(path, tmp_path).all_pages([0]))


@pytest.mark.parametrize(
    ("name", "part"), [("none.xml.bz2", "no such dump"), ("wiki.sql", "the name of a dump must end in one of")]
)
def test_a_missing_or_odd_file_is_one_line(tmp_path: Path, name: str, part: str) -> None:
    with pytest.raises(WikimillError, match=part):
        DumpSource(tmp_path / name, tmp_path)


def test_the_embedded_wiki_is_in_step_with_its_pages() -> None:
    demo = Path(__file__).parents[3] / "demo"
    assert bz2.decompress((demo / "wiki.xml.bz2").read_bytes()).decode() == export(read(demo / "pages"))
