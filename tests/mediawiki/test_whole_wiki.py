"""Whole wikis, prefixes and redirects of categories, from a real MediaWiki and from its own dump."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.build import export
from tests.clone import Clone
from tests.mediawiki.wiki import RealWiki, new_wiki

FOGS = {
    **{f"Fog {number:04d}": f"Fog number {number}." for number in range(1200)},
    **{f"Old fog {number}": f"#REDIRECT [[Fog {number:04d}]]" for number in range(20)},
}
LINKED = {
    "Category:Haze": "#REDIRECT [[:Category:Mist]] [[Category:Weather]]",
    "Category:Murk": "{{Category redirect|Mist}}",
    "Category:Mist": "[[Category:Weather]]",
    "Category:Weather": "",
    "Category:Pictures": "",
    "Category:Blank": "",
    "Brume": "[[Category:Haze]]",
    "Bruma": "[[Category:Murk]]",
    "Nebel": "[[Category:Mist]]",
    "Help:Picture": "[[Category:Pictures]]",
    "Template:Picture": "<noinclude>[[Category:Pictures]]</noinclude>",
}
PAGES = {**FOGS, **LINKED}
TARGET = "manifests/derived/whole.tsv"


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealWiki]:
    with new_wiki(RealWiki(tmp_path_factory.mktemp("whole") / "wiki")) as wiki:
        wiki.import_xml(export(FOGS), links=False)
        wiki.import_xml(export(LINKED))
        wiki.start()
        yield wiki


@pytest.fixture
def clone(wiki: RealWiki, tmp_path: Path) -> Clone:
    return Clone.make(tmp_path / "wikimill")


def titles(clone: Clone, name: str) -> list[str]:
    lines = clone.read(f"manifests/derived/{name}.tsv").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return [row[2] for row in rows]


def test_a_listing_of_all_pages_that_is_killed_goes_on_where_it_was(
    wiki: RealWiki, clone: Clone, tmp_path: Path
) -> None:
    text = f"wiki: {wiki.url}\nnamespaces: [0, 14]\nexclude: {{titles: [Main Page]}}\n"
    before = len(wiki.requests())
    clone.write("manifests/originals/whole.yaml", text)
    clone.snakemake(TARGET)
    undisturbed = len(wiki.requests()) - before
    whole = clone.read(TARGET)
    assert titles(clone, "whole") == sorted(
        title for title, page in PAGES.items() if title[:4] not in ("Help", "Temp") and not page.startswith("#")
    )
    killed = Clone.make(tmp_path / "killed")
    killed.write("manifests/originals/whole.yaml", text)
    before = len(wiki.requests())
    listings = 0
    for _ in range(2):
        asked, end = len(wiki.requests()), time.monotonic() + 60
        with killed.run_and_kill(TARGET):
            while time.monotonic() < end and not any("gapnamespace" in each for each in wiki.requests()[asked:]):
                time.sleep(0.005)
        time.sleep(0.5)  # the wiki logs a request when it has answered it
        listings += 1
    killed.snakemake(TARGET)
    assert killed.read(TARGET) == whole
    # Of each run that was killed the answer that it waited for, and what each run asks first of the wiki itself.
    listing = [each for each in wiki.requests()[before:] if "gapnamespace" in each]
    assert len(listing) <= undisturbed + listings
    assert not list(killed.folder.glob("cache/**/listing/*"))


def test_categories_that_are_redirects_and_those_without_pages(wiki: RealWiki, clone: Clone, tmp_path: Path) -> None:
    manifest = "categories: [Haze, Murk, Pictures, Blank]\npages: [Fog 0001, Nowhere]\nprefix: [Fog 11, 'Help:', Zz]\n"
    clone.write("manifests/originals/api.yaml", f"wiki: {wiki.url}\n{manifest}")
    dump = tmp_path / "wiki.xml"
    wiki.export(dump)
    clone.write("manifests/originals/dump.yaml", f"wiki: {wiki.url}\ndump: {dump}\n{manifest}")
    said = clone.snakemake("manifests/derived/api.tsv")
    again = clone.snakemake("manifests/derived/dump.tsv")
    fogs = [f"Fog 11{number:02d}" for number in range(100)]
    assert titles(clone, "api") == sorted(["Brume", "Bruma", "Nebel", "Fog 0001", "Nowhere", "Help:Picture", *fogs])
    rows = [clone.read(f"manifests/derived/{name}.tsv").partition("\npageid\t")[2] for name in ("api", "dump")]
    assert rows[0] == rows[1]
    for output, name in ((said, "api"), (again, "dump")):
        for line in (
            "category 'Haze' is a redirect to 'Mist', whose pages are taken too",
            "category 'Murk' is a redirect to 'Mist', whose pages are taken too",
            "category 'Pictures' gives no page: 1 of its first members are in 10 (Template), which `namespaces` lacks; "
            "1 of its first members are in 12 (Help), which `namespaces` lacks",
            "category 'Blank' gives no page: it is empty",
            "1 of the 2 pages that it names do not exist, or are redirects that lead to none: 'Nowhere'",
            "prefix 'Zz' gives no page: none begins with it in namespace 0 (articles), but for redirects",
        ):
            assert f"{name}.yaml: {line}" in output


def test_members_of_a_subcategory_that_is_a_redirect_are_found(wiki: RealWiki, clone: Clone, tmp_path: Path) -> None:
    dump = tmp_path / "wiki.xml"
    wiki.export(dump)
    for name, source in {"api": "", "dump": f"dump: {dump}\n"}.items():
        clone.write(f"manifests/originals/{name}.yaml", f"wiki: {wiki.url}\n{source}categories: [Weather]\n")
        clone.snakemake(f"manifests/derived/{name}.tsv")
        assert titles(clone, name) == ["Brume", "Nebel"]
