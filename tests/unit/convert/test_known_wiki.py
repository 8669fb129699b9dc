"""What a project knows of a wiki."""

from __future__ import annotations

from pathlib import Path

from tests.fake_source import pin
from tests.unit.convert.samples import FETCHED, ORIGIN, cached
from wikimill import layout
from wikimill.convert.known_wiki import KnownWiki, host_wiki, manifest_wiki
from wikimill.fetch.cache import RevisionCache
from wikimill.fetch.fetch import write_record
from wikimill.manifest.lock import read_header, write_lock
from wikimill.site.core import core_site
from wikimill.site.summary import format_summary
from wikimill.sources.base import HIDDEN, Unavailable

GERMAN = core_site("de")
FRENCH = format_summary(core_site("fr"))


def test_a_lock_goes_before_the_cache_and_nothing_is_made_where_there_is_neither(project: Path) -> None:
    for host in ("wiki.example", "", "..", "x" * 250):
        assert host_wiki(host) == KnownWiki(host)
    assert [path.name for path in project.iterdir()] == ["workflow"]
    rows = cached({"A": "b"})
    assert host_wiki("wiki.example") == KnownWiki("wiki.example", folder="cache/mediawiki/wiki.example")
    with RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        cache.save_site_summary(FRENCH)
    assert host_wiki("wiki.example").summary == FRENCH
    write_lock(layout.lock("m"), "", ORIGIN, "", GERMAN, rows)
    wiki = host_wiki("wiki.example")
    assert (wiki.site.language, wiki.pages, wiki.lock, wiki.site_file) == ("de", "manifests/derived/m.tsv", "", "")
    layout.templates_lock("m").touch()
    layout.site_file("m").touch()
    wiki = host_wiki("wiki.example")
    assert (wiki.lock, wiki.site_file) == ("manifests/derived/m.templates.tsv", "manifests/derived/m.site.json")
    assert host_wiki("other.example") == KnownWiki("other.example")


def test_pages_whose_texts_the_source_does_not_have_are_no_texts_for_others(project: Path) -> None:
    hidden = Unavailable.of(pin("Tide", "a text that is hidden"), HIDDEN)
    write_lock(layout.lock("m"), "", ORIGIN, "", GERMAN, [pin("Haar", "{{:Tide}}"), hidden])
    header = read_header(layout.lock("m"))
    assert manifest_wiki("m", header).gone == ()
    write_record(FETCHED, 2, [hidden])
    assert manifest_wiki("m", header).gone == ("Tide",)
