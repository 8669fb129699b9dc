"""Releases from 1.19 to 1.43: the same pages, texts and facts from each, without a warning once it is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.sources.mediawiki.release_wiki import RELEASES, ReleaseWiki
from tests.unit.sources.mediawiki.web import Web
from wikimill.config.model import MediaWiki
from wikimill.sources.base import Pin, Revision, Unavailable
from wikimill.sources.mediawiki.api import ApiSource
from wikimill.sources.mediawiki.discovery import find_api
from wikimill.sources.mediawiki.release import Release, modernize, with_continue
from wikimill.wiki import Wiki

API = "http://wiki.example/w/api.php"
ETIQUETTE = MediaWiki(requests_per_minute=6000, retries=0)
NAMES = sorted(path.name for path in RELEASES.iterdir() if path.is_dir())
DAMPFER = "Ein '''Dampfer''' fährt mit Dampf.\n\n[[Kategorie:Schiffe]]"


@pytest.fixture(params=NAMES)
def wiki(request: pytest.FixtureRequest, web: Web) -> ReleaseWiki:
    made = ReleaseWiki(request.param)
    web.apis[API] = made
    return made


def opened(folder: Path) -> ApiSource:
    return ApiSource(Wiki.parse(API), "me@example.org", ETIQUETTE, folder)


def test_there_is_one_wiki_for_each_release() -> None:
    assert NAMES == ["1.19", "1.23", "1.31", "1.35", "1.39", "1.43"]


def test_the_api_is_found(wiki: ReleaseWiki, tmp_path: Path) -> None:
    assert find_api("http://wiki.example", "me@example.org", ETIQUETTE, tmp_path).url == API
    assert not wiki.warned


def test_siteinfo_says_the_same(wiki: ReleaseWiki, tmp_path: Path) -> None:
    source = opened(tmp_path)
    site = source.site()
    assert (site.language, site.first_letter, site.licence) == ("de", True, "CC0-1.0")
    assert site.namespace_names(6)[:2] == ("Datei", "File")
    assert "Bild" in site.namespace_names(6)
    assert (site.namespaces[0].content, site.namespaces[1].content, site.namespaces[1].subpages) == (True, False, True)
    assert site.redirect_words == ("#WEITERLEITUNG", "#REDIRECT")
    assert (site.magic_words["pagename"].case_sensitive, site.magic_words["redirect"].case_sensitive) == (True, False)
    assert site.languages == frozenset({"en"})
    assert source.article_path() == "/wiki/$1"


@pytest.mark.parametrize("knows", [False, True])
def test_a_category_is_listed_through_its_continuations(wiki: ReleaseWiki, tmp_path: Path, knows: bool) -> None:
    source = opened(tmp_path)
    if knows:
        source.site()
    members = source.category_members("Schiffe", [0], subcategories=True)
    assert members
    assert [(pin.title, pin.pageid, pin.revid, pin.bytes) for pin in members.pages] == [
        ("Dampfer", 1, 11, 58),
        ("Kutter", 2, 12, 50),
    ]
    assert members.pages[0].sha1 == "84c6716107028b45d7aaf95eab70cc15c5e69b6d"
    assert members.subcategories == ["Boote"]


def test_titles_are_looked_up(wiki: ReleaseWiki, tmp_path: Path) -> None:
    found = list(opened(tmp_path).lookup(["dampfer", "Alter Name", "Nie da", "Spezial:Suche"]))
    assert [(pin.title, pin.revid) for pin in found] == [
        ("Dampfer", 11),
        ("Kutter", 12),
        ("Nie da", 0),
        ("Spezial:Suche", 0),
    ]


def test_texts_arrive_with_their_models_and_the_others_with_their_reasons(wiki: ReleaseWiki, tmp_path: Path) -> None:
    source = opened(tmp_path)
    pins = [
        Pin(0, 0, title, revid, "2020-01-02T03:04:05Z", "", -1)
        for title, revid in (("Dampfer", 11), ("Kutter", 12), ("MediaWiki:Common.js", 14), ("Kutter", 15), ("Weg", 99))
    ]
    found = {item.revid: item for item in source.revisions(pins)}
    page, script, hidden, gone = found[11], found[14], found[15], found[99]
    assert isinstance(page, Revision)
    has_models = wiki.data["generator"] > "MediaWiki 1.2"
    assert (page.text, page.model) == (DAMPFER, "wikitext" if has_models else "")
    assert isinstance(script, Revision)
    assert script.model == ("javascript" if has_models else "")
    assert isinstance(hidden, Unavailable)
    assert hidden.reason == "text hidden"
    assert isinstance(gone, Unavailable)
    assert gone.reason == "revision deleted"


def test_messages_are_of_the_wikis_language(wiki: ReleaseWiki, tmp_path: Path) -> None:
    assert opened(tmp_path).messages(["jan", "nope"]) == {"jan": "Jan.", "nope": None}


def test_templates_are_expanded(wiki: ReleaseWiki, tmp_path: Path) -> None:
    assert opened(tmp_path).connection.expand("{{zahl|6}}", "Dampfer") == ("sechs", "")


def test_a_release_is_learned_once_and_then_asked_in_its_form(wiki: ReleaseWiki, tmp_path: Path) -> None:
    source = opened(tmp_path)
    for _ in range(3):
        list(source.lookup(["dampfer", "Alter Name", "Nie da", "Spezial:Suche"]))
    is_old = wiki.data["generator"] < "MediaWiki 1.32"
    assert wiki.warned == is_old
    assert len(wiki.asked) == (5 if is_old else 3)  # the first, its siteinfo, and the three as they should be


@pytest.mark.parametrize(
    ("generator", "release"),
    [
        ("MediaWiki 1.19.24", Release(1, 19)),
        ("MediaWiki 1.44.0-wmf.5", Release(1, 44)),
        ("MediaWiki 1.43.0-alpha (abc)", Release(1, 43)),
        ("MediaWiki 2.0", Release(2, 0)),
        ("SomethingElse 3", None),
        (None, None),
        ("MediaWiki 1.99999999999999999999", None),
    ],
)
def test_releases_are_read_of_the_generator(generator: object, release: Release | None) -> None:
    assert Release.parse(generator) == release


def test_todays_answers_stay_as_they_are() -> None:
    answer: dict[str, Any] = {
        "batchcomplete": True,
        "query": {
            "pages": [{"title": "A", "missing": True}, {"revisions": [{"slots": {"main": {"content": ""}}}]}],
            "allmessages": [{"name": "a", "content": ""}],
        },
    }
    assert modernize(answer) == answer


def test_an_old_generator_waits_for_the_properties_of_its_pages() -> None:
    asked = {"generator": "categorymembers", "prop": "revisions"}
    both = {"query-continue": {"revisions": {"rvcontinue": "7"}, "categorymembers": {"gcmcontinue": "x"}}}
    sent = {"gcmcontinue": "w"}
    assert with_continue(both, asked, sent) == {"continue": {"gcmcontinue": "w", "rvcontinue": "7"}}
    last = {"query-continue": {"categorymembers": {"gcmcontinue": "x"}}}
    assert with_continue(last, asked, sent) == {"continue": {"gcmcontinue": "x"}, "batchcomplete": True}
    assert with_continue({"query": {}}, asked, sent) == {"query": {}, "batchcomplete": True}
