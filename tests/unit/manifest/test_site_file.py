"""The site file: what it keeps, how it is compared, and damage."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wikimill.errors import WikimillError
from wikimill.manifest.site_file import SiteFile, read_site_file, time_offset, write_site_file
from wikimill.site.core import core_site
from wikimill.site.siteinfo import parse_siteinfo

NOW = "2026-01-02T03:04:05Z"
SITE = core_site("de", {10: ["Vorlage", "V"]}, sitename="Wind-Wiki", host="de.wikipedia.org")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "m.site.json"


def test_a_wiki_reads_back(path: Path) -> None:
    file = SiteFile(SITE, NOW).with_messages({"jan": "Jän", "lines": "a\n\u2028b\t", "none": None})
    write_site_file(path, file)
    found = read_site_file(path)
    assert (found.now, found.time) == (NOW, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert found.messages == {"jan": "Jän", "lines": "a\n\u2028b\t", "none": None}
    assert found.no_messages == {"none"}
    site = found.site
    assert site.special_pages == SITE.special_pages
    assert site.special_pages["version"] == "Version"
    assert site.languages == SITE.languages
    for number, space in SITE.namespaces.items():
        assert replace(site.namespaces[number], aliases=()) == replace(space, aliases=())
        assert set(site.namespaces[number].aliases) == set(space.aliases)
    for name in ("magic_words", "variables", "functions", "extension_tags", "interwiki"):
        assert getattr(site, name) == getattr(SITE, name)
    assert {key: site.general[key] for key in ("lang", "sitename", "server", "linktrail", "fallback")} == {
        key: SITE.general[key] for key in ("lang", "sitename", "server", "linktrail", "fallback")
    }
    before = path.read_bytes()
    write_site_file(path, found)
    assert path.read_bytes() == before


def test_each_item_has_its_line(path: Path) -> None:
    general = {"lang": "en", "sitename": "W", "time": "2026-11-29T18:33:04Z", "phpversion": "8", "dbversion": "3"}
    words = [{"name": "redirect", "aliases": ["#REDIRECT"], "case-sensitive": False}]
    query = {"general": general, "namespaces": {"0": {"id": 0, "name": "", "content": True}}, "magicwords": words}
    write_site_file(path, SiteFile(parse_siteinfo(query), NOW).with_messages({"b": "x", "a": None}))
    assert (
        path.read_text()
        == """{
 "extensiontags": [],
 "format": 1,
 "functionhooks": [],
 "general": {
  "lang": "en",
  "sitename": "W"
 },
 "interwikimap": {},
 "languages": null,
 "magicwords": {
  "redirect": {"aliases": ["#REDIRECT"], "case-sensitive": false}
 },
 "messages": {
  "a": null,
  "b": "x"
 },
 "namespacealiases": {},
 "namespaces": {
  "0": {"canonical": "", "case": "first-letter", "content": true, "name": "", "subpages": false}
 },
 "now": "2026-01-02T03:04:05Z",
 "specialpagealiases": {},
 "variables": []
}
"""
    )


def test_the_digest_is_of_what_all_pages_depend_on() -> None:
    file = SiteFile(SITE, NOW)
    assert replace(file, now="2026-01-02T03:04:06Z").with_messages({"jan": "x"}).digest == file.digest
    renamed = replace(SITE, general={**SITE.general, "sitename": "Other"})
    assert replace(file, site=renamed).digest != file.digest


def test_statistics_are_in_the_file_if_a_page_shows_some_and_not_in_the_digest(path: Path) -> None:
    file = SiteFile(SITE, NOW)
    for statistics in ({"articles": 61204, "pages": 0}, {}, None):
        counted = file.with_statistics(statistics)
        write_site_file(path, counted)
        assert ("statistics" in json.loads(path.read_text())) == (statistics is not None)
        assert read_site_file(path).statistics == statistics
        assert read_site_file(path).site.statistics == (statistics or {})
        assert counted.digest == file.digest


def test_a_clock_is_in_the_time_zone_of_the_wiki_at_its_own_time(path: Path) -> None:
    for now, offset in (("2026-01-02T03:04:05Z", 60), ("2026-07-02T03:04:05Z", 120)):
        general = {"lang": "de", "timezone": "Europe/Berlin", "timeoffset": 77}
        write_site_file(path, SiteFile(replace(SITE, general=general), now))
        assert read_site_file(path).site.general["timeoffset"] == offset
    assert time_offset("No/Where", datetime.now(UTC), 5) == 5
    assert time_offset("UTC", datetime.now(UTC)) == 0
    assert time_offset("../etc/passwd", datetime.now(UTC)) == 0


def test_damage_is_one_line(path: Path) -> None:
    with pytest.raises(WikimillError, match="there is no such site file; build the manifest first"):
        read_site_file(path)
    write_site_file(path, SiteFile(SITE, NOW))
    good = json.loads(path.read_text())
    for key, value in (
        ("now", "yesterday"),
        ("now", None),
        ("general", []),
        ("general", {}),
        ("messages", {"jan": "\ud800"}),
        ("namespaces", {"x": {}}),
        ("magicwords", {"a": 5}),
        ("messages", []),
        ("namespacealiases", None),
        ("variables", 5),
        ("statistics", []),
        ("statistics", {"pages": "many"}),
    ):
        path.write_text(json.dumps({**good, key: value}))
        with pytest.raises(WikimillError, match=r"the file is damaged .*delete it to ask the wiki again"):
            read_site_file(path)
    for text in ("", "[]", "{", "null", "[" * 100_000):
        path.write_text(text)
        with pytest.raises(WikimillError, match="the file is damaged"):
            read_site_file(path)
    path.write_text(json.dumps({**good, "format": 2}))
    with pytest.raises(
        WikimillError, match="it has format 2, and this version of wikimill reads 1; install the version"
    ):
        read_site_file(path)
