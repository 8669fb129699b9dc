"""Wikis in eight languages: pages say what the wiki shows, and the same bytes come from its API and from its dump."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clone import ROOT, Clone
from tests.mediawiki.localized import REDIRECT, export, texts
from tests.mediawiki.oracle import Oracle
from tests.mediawiki.structure import blocks, words
from tests.mediawiki.wiki import RealWiki
from wikimill.config.model import Convert
from wikimill.convert.known_wiki import manifest_wiki
from wikimill.convert.pages import read_pages
from wikimill.convert.recipe import load_recipe
from wikimill.convert.wikitext import WikitextConverter
from wikimill.manifest.lock import read_header

LANGUAGES = ("de", "fr", "es", "ru", "ja", "zh", "he", "sr")


@dataclass
class Speaking:
    """A wiki in a language, its pages, and the words that it shows, by title."""

    wiki: RealWiki
    pages: dict[str, str]
    shown: dict[str, list[str]]


@pytest.fixture(scope="module", params=LANGUAGES)
def speaking(
    request: pytest.FixtureRequest, wiki: RealWiki, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Speaking]:
    language = str(request.param)
    local = wiki.empty(tmp_path_factory.mktemp(language), language)
    with Oracle(local, language) as oracle:
        site = oracle.site()
        pages = texts(site, language)
        local.import_xml(export(pages))
        shown = {title: words_of(oracle.html(text, title)) for title, text in pages.items()}
    local.start()
    yield Speaking(local, pages, shown)
    local.stop()


def words_of(html: str) -> list[str]:
    return [word for _, word in words(blocks(html))]


def built(clone: Clone, speaking: Speaking, dump: str = "") -> dict[str, bytes]:
    """The files of the pages, from the wiki or from a dump of it."""
    titles = "".join(f"  - {title!r}\n" for title in speaking.pages)
    source = f"wiki: {speaking.wiki.url}\n" + (f"dump: {dump}\n" if dump else "")
    clone.write("manifests/originals/w.yaml", f"{source}pages:\n{titles}")
    clone.snakemake("processed/w")
    return clone.files("processed/mediawiki")


def test_words_are_those_of_the_wiki_and_bytes_those_of_its_dump(
    speaking: Speaking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, read = Clone.make(tmp_path / "asked"), Clone.make(tmp_path / "read")
    from_api = built(asked, speaking)
    speaking.wiki.export(read.folder / "wiki.xml")
    assert built(read, speaking, "wiki.xml") == from_api
    for clone in (asked, read):
        monkeypatch.chdir(clone.folder)
        listed = {row.title: row.status for row in read_pages(Path("processed/w/pages.tsv"))}
        assert set(listed) == {title for title in speaking.pages if not title.startswith(REDIRECT)}
        assert set(listed.values()) == {"ok"}
        wiki = manifest_wiki("w", read_header(Path("manifests/derived/w.tsv")))
        recipe = load_recipe(Convert(filters=["templates"], remove=[]), ROOT, "html")
        with WikitextConverter(recipe, wiki) as converter:
            for title, text in speaking.pages.items():
                if not title.startswith(REDIRECT):
                    assert words_of(converter.convert(title, text).markdown) == speaking.shown[title], title
