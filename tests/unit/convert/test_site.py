"""What a project knows of a wiki."""

from __future__ import annotations

from pathlib import Path

from tests.unit.convert.samples import ORIGIN, cached
from wikimill import layout
from wikimill.convert.site import known_site
from wikimill.fetch.cache import RevisionCache
from wikimill.manifest.lock import write_lock
from wikimill.wiki import Site

GERMAN = Site.from_siteinfo("de", "first-letter", {6: ["Datei"]})
FRENCH = Site.from_siteinfo("fr", "first-letter", {6: ["Fichier"]})


def test_a_lock_goes_before_the_cache_and_nothing_is_made_where_there_is_neither(project: Path) -> None:
    for host in ("wiki.example", "", "..", "x" * 250):
        assert known_site(host) is None
    assert [path.name for path in project.iterdir()] == ["workflow"]
    rows = cached({"A": "b"})
    assert known_site("wiki.example") is None
    with RevisionCache(layout.CACHE / ORIGIN.folder) as cache:
        cache.save_site(FRENCH)
    assert known_site("wiki.example") == FRENCH
    write_lock(layout.lock("m"), "", ORIGIN, "", GERMAN, rows)
    assert known_site("wiki.example") == GERMAN
    assert known_site("other.example") is None
