"""Damaged answers of wikis of six releases: a result that can be stored, or one line, within seconds."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from requests.adapters import HTTPAdapter

from tests.sites import ENGLISH
from tests.soak.mutations import JSON, mutate, seeds
from tests.soak.record import READ, Soak, outcome
from tests.unit.sources.mediawiki.release_wiki import RELEASES, ReleaseWiki
from tests.unit.sources.mediawiki.web import Web
from wikimill.config.model import MediaWiki
from wikimill.manifest.lock import read_pins, write_lock
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.site_file import SiteFile, write_site_file
from wikimill.sources import transport
from wikimill.sources.base import Pin
from wikimill.sources.mediawiki.api import ApiSource
from wikimill.wiki import Wiki

COUNTS = {"short": 50, "full": 1000}
SECONDS = 10.0
API = "http://wiki.example/w/api.php"
ETIQUETTE = MediaWiki(requests_per_minute=6000, retries=0)
NAMES = sorted(path.name for path in RELEASES.iterdir() if path.is_dir())
TITLES = {11: "Dampfer", 12: "Kutter", 14: "MediaWiki:Common.js", 15: "Kutter", 99: "Weg"}
TEXTS = [Pin(0, 0, title, revid, "2020-01-02T03:04:05Z", "", -1) for revid, title in TITLES.items()]


def store_pins(folder: Path, pins: Sequence[Pin]) -> None:
    """The pins in a lock, from which they are read back."""
    lock = folder / "lock.tsv"
    write_lock(lock, "", WikiOrigin("wiki.example"), "", ENGLISH, pins)
    assert {pin.title for pin in read_pins(lock)} == {pin.title for pin in pins}


def siteinfo(source: ApiSource, folder: Path) -> None:
    write_site_file(folder / "site.json", SiteFile(source.site(), "2026-02-03T04:05:06Z"))
    source.article_path()


def allpages(source: ApiSource, folder: Path) -> None:
    store_pins(folder, list(source.all_pages([0])))


def categorymembers(source: ApiSource, folder: Path) -> None:
    members = source.category_members("Schiffe", [0], subcategories=True)
    store_pins(folder, members.pages if members else [])


def lookup(source: ApiSource, folder: Path) -> None:
    store_pins(folder, list(source.lookup(["dampfer", "Alter Name", "Nie da", "Spezial:Suche"])))


def revisions(source: ApiSource, _folder: Path) -> None:
    assert len(list(source.revisions(TEXTS))) == len(TEXTS)


def allmessages(source: ApiSource, _folder: Path) -> None:
    assert source.messages(["jan", "nope"]).keys() == {"jan", "nope"}


Question = Callable[[ApiSource, Path], None]
QUESTIONS: tuple[Question, ...] = (siteinfo, allpages, categorymembers, lookup, revisions, allmessages)


@dataclass
class DamagedWiki:
    """A wiki whose answers are damaged: all of them, or that to one of its requests."""

    release: str
    only: int | None
    mutations: Sequence[int]
    harmed: bytes = b""  # the last that it answered and was damaged

    def __post_init__(self) -> None:
        self.wiki = ReleaseWiki(self.release)
        self.number = 0

    def __call__(self, parameters: dict[str, str]) -> bytes:
        self.number += 1
        answer = json.dumps(self._answer(parameters)).encode()
        if self.only in (None, self.number):
            answer = self.harmed = mutate(answer, self.mutations, JSON)
        return answer

    def _answer(self, parameters: dict[str, str]) -> dict[str, Any]:
        try:
            if parameters.get("generator") != "allpages":
                return self.wiki(parameters)
            # What was recorded of a category has the form of a list of all pages.
            asked = {
                name.replace("gap", "gcm"): value for name, value in parameters.items() if name != "gapfilterredir"
            }
            asked |= {"generator": "categorymembers", "gcmtitle": "Category:Schiffe"}
            recorded = json.dumps(self.wiki(asked))
        except AssertionError:  # a damaged answer had it asked for something else
            return {"error": {"code": "badvalue", "info": "Unrecognized value"}}
        answer: dict[str, Any] = json.loads(
            recorded.replace("gcmcontinue", "gapcontinue").replace('"categorymembers"', '"allpages"')
        )
        return answer


def test_a_result_or_one_line(soak: Soak, monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web()
    monkeypatch.setattr(HTTPAdapter, "send", web.send)
    monkeypatch.setattr(transport, "GIVE_WAY", 0.0)
    monkeypatch.setattr("time.sleep", lambda _: None)

    wiki = DamagedWiki(NAMES[0], None, [])

    def ask(release: str, question: Question, only: int | None, mutations: Sequence[int]) -> tuple[str, str]:
        nonlocal wiki
        web.apis[API] = wiki = DamagedWiki(release, only, mutations)
        source = ApiSource(Wiki.parse(API), "me@example.org", ETIQUETTE, soak.folder)
        try:
            status, detail = outcome(lambda: question(source, soak.folder), SECONDS)
        finally:
            source.close()
        return status, f"{question.__name__} of MediaWiki {release}: {detail}"

    for release in NAMES:
        for question in QUESTIONS:
            status, detail = ask(release, question, None, [])
            assert status == READ, detail
    for number, random in soak.trials():
        chosen = partial(ask, random.choice(NAMES), random.choice(QUESTIONS), random.choice((None, 1, 2)))
        soak.attempt(number, seeds(random), chosen, lambda: {"answer.json": wiki.harmed})
    soak.finish()
