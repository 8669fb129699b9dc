"""A real MediaWiki in German: its names of namespaces and its magic words go from siteinfo to the markdown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clone import Clone
from tests.mediawiki.wiki import RealWiki, new_wiki
from wikimill.convert.pages import read_pages
from wikimill.manifest.lock import read_header

TEXT = """{{Dieser Artikel|behandelt den Turm.}}
[[Datei:Turm.jpg|mini|Der Turm]] [[Bild:Tor.jpg|mini|Das Tor]]
__KEIN_INHALTSVERZEICHNIS__
Der '''{{SEITENNAME}}''' ({{enS|lighthouse|Leuchtturm}}) hat {{ZAHLENFORMAT:1250}} Stufen,
{{Vorlage:Nowrap|{{GROSS:a}}lle}} aus Stein.

== Weblinks ==
* [https://example.org Bilder]

{{SORTIERUNG:Turm}}
[[Kategorie:Leuchtturm]]
"""
MARKDOWN = "Der **Turm** (englisch *lighthouse* ‚Leuchtturm‘) hat 1.250 Stufen, Alle aus Stein.\n"


@pytest.fixture(scope="module")
def german(wiki: RealWiki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealWiki]:
    folder = tmp_path_factory.mktemp("german")
    with new_wiki(RealWiki(folder, name="Warft-Wiki", language="de", www=wiki.folder / "www")) as german:
        german.edit("Vorlage:EnS", "englisch ''{{{1}}}'' ‚{{{2}}}‘")
        german.edit("Vorlage:Nowrap", '<span style="white-space:nowrap">{{{1}}}</span>')
        german.edit("Turm", TEXT)
        german.edit("Alter Turm", "#WEITERLEITUNG [[Turm]]")
        german.edit("Kategorie:Leuchtturm", "Türme.")
        german.start()
        yield german


def test_namespaces_and_magic_words_of_a_german_wiki_reach_the_markdown(german: RealWiki, tmp_path: Path) -> None:
    clone = Clone.make(tmp_path / "wikimill")
    clone.write("manifests/originals/w.yaml", f"wiki: {german.url}\ncategories: [Leuchtturm]\npages: [Alter Turm]\n")
    clone.snakemake("processed/w")
    site = read_header(clone.folder / "manifests/derived/w.tsv").site
    assert site.language == "de"
    assert site.namespace_names(6) == ("Datei", "File", "Bild", "Image", "Picture")
    assert site.namespace_names(14) == ("Kategorie", "Category")
    assert site.magic_words["notoc"].aliases[0] == "__KEIN_INHALTSVERZEICHNIS__"
    assert (site.variable("SEITENNAME"), site.function("gross")) == ("pagename", "uc")
    assert [row.title for row in read_pages(clone.folder / "processed/w/pages.tsv")] == ["Turm"]
    page = f"processed/mediawiki/{german.folder_name}/Turm.md"
    assert clone.read(page) == MARKDOWN
    assert (
        len([request for request in german.requests() if "namespaces" in request.get("siprop", "")]) == 2
    )  # when listed, and for templates
    clone.remove("manifests/originals/w.yaml", "manifests/derived/w.tsv", "processed", "raw", "cache")
    clone.snakemake(page)
    assert clone.read(page) == MARKDOWN
