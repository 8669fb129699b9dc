"""`convert.verify`: pages that differ take the wiki's expansion, pinned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.verified_wiki import PAGES, SameProcess, VerifiedWiki, pin_manifest
from wikimill import layout
from wikimill.config.model import Config
from wikimill.convert import wikitext
from wikimill.convert.expansion_pins import pin_expansions
from wikimill.convert.known_wiki import manifest_wiki
from wikimill.convert.recipe import load_recipe
from wikimill.convert.wikitext import WikitextConverter
from wikimill.manifest.lock import read_header
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.verification import read_verification
from wikimill.sources.mediawiki.expander import Expander
from wikimill.sources.mediawiki.expansion_cache import ExpansionCache

ALPHA = "Low [a]<ref>{{Tide|n}}</ref> [[:Template:Nothing]]."


def config(**convert: Any) -> Config:
    return Config.model_validate({"contact": "a@wiki.example", "convert": {"verify": True, **convert}})


@pytest.fixture
def wiki(project: Path, monkeypatch: pytest.MonkeyPatch) -> VerifiedWiki:
    wiki = pin_manifest(monkeypatch)
    wiki.answers["Alpha"] = ALPHA

    def open_expander(*_: object) -> Expander:
        return Expander(wiki, ["Category"])  # type: ignore[arg-type]

    def expand(text: str, title: str) -> tuple[str, str]:
        return wiki.expand_page(text, title)[0], ""

    monkeypatch.setattr(wikitext, "ExpanderProcess", SameProcess)
    monkeypatch.setattr(WikiOrigin, "open_expander", open_expander)
    monkeypatch.setattr(wiki, "expand", expand, raising=False)
    return wiki


def lock_rows() -> list[dict[str, str]]:
    return [json.loads(line) for line in layout.expansion_lock("m").read_text().splitlines()]


def converted(title: str, **convert: Any) -> str:
    wiki = manifest_wiki("m", read_header(layout.lock("m")))
    with WikitextConverter(load_recipe(config(**convert).convert), wiki) as converter:
        return converter.convert(title, PAGES[title]).markdown


@pytest.mark.slow
def test_a_page_that_differs_is_pinned_and_converted_so(wiki: VerifiedWiki) -> None:
    pin_expansions("m", config())
    pages = [row for row in lock_rows() if "sha1" in row]
    sha1 = next(line.split("\t")[5] for line in layout.lock("m").read_text().splitlines() if "\tAlpha\t" in line)
    assert pages == [{"sha1": sha1, "title": "Alpha", "wikitext": ALPHA}]
    found = read_verification("m")
    assert found
    assert (found.equal, found.different, found.skipped, found.pinned, found.pages) == (3, 1, 1, 1, len(PAGES) + 1)
    assert converted("Alpha") == "Low [a].\n"
    assert converted("Beta") == "Now 2026-01-2.\n"  # equal, so it shows the time of the lock
    assert converted("Alpha", verify=False) == "High (a).\n"


@pytest.mark.slow
def test_nothing_is_asked_twice_here_or_elsewhere(wiki: VerifiedWiki) -> None:
    pin_expansions("m", config())
    lock, known = layout.expansion_lock("m").read_bytes(), layout.verification("m").read_bytes()
    wiki.expanded.clear()
    pin_expansions("m", config())
    (layout.CACHE / "mediawiki/wiki.example" / ExpansionCache.NAME).unlink()
    pin_expansions("m", config())  # as on a machine that has the locks alone
    assert wiki.expanded == []
    assert (layout.expansion_lock("m").read_bytes(), layout.verification("m").read_bytes()) == (lock, known)
    assert converted("Alpha") == "Low [a].\n"


def test_what_was_verified_before_a_kill_is_not_asked_again(wiki: VerifiedWiki) -> None:
    pin_expansions("m", config())
    for path in (layout.expansion_lock("m"), layout.verification("m")):
        path.unlink()
    wiki.expanded.clear()
    pin_expansions("m", config())
    assert set(wiki.expanded) == set()
    assert [row["title"] for row in lock_rows() if "sha1" in row] == ["Alpha"]


@pytest.mark.slow
def test_other_templates_are_verified_anew(wiki: VerifiedWiki, monkeypatch: pytest.MonkeyPatch) -> None:
    pin_expansions("m", config())
    other = pin_manifest(monkeypatch, templates={"Template:Tide": "[{{{1}}}]", "Template:Clock": "{{CURRENTYEAR}}"})
    monkeypatch.setattr(WikiOrigin, "open_expander", lambda *_: Expander(other, ["Category"]))  # type: ignore[arg-type]
    pin_expansions("m", config())
    assert other.expanded == ["Alpha", "Beta"]  # the others use none of them
    assert not [row for row in lock_rows() if "sha1" in row]
    assert converted("Alpha") == "High [a].\n"


@pytest.mark.slow
@pytest.mark.parametrize("setting", [{"drop": ["Tide"]}, {"keep": ["Tide"]}])
def test_a_page_that_a_person_has_a_say_in_stays_as_it_is_expanded_here(
    wiki: VerifiedWiki, setting: dict[str, Any]
) -> None:
    pin_expansions("m", config(**setting))
    lock = layout.expansion_lock("m").read_bytes()
    assert converted("Alpha", **setting) == ("High.\n" if "drop" in setting else "High (a).\n")
    pin_expansions("m", config(drop=["Other"], keep=["Clock"]))
    assert layout.expansion_lock("m").read_bytes() == lock
    assert converted("Alpha", drop=["Other"], keep=["Clock"]) == "Low [a].\n"


def test_where_the_wikis_parser_gave_up_pages_are_expanded_here(wiki: VerifiedWiki) -> None:
    wiki.answers["Alpha"] = "[[:Template:Tide]]<!-- WARNING: template omitted, post-expand include size too large -->"
    pin_expansions("m", config())
    assert not [row for row in lock_rows() if "sha1" in row]
    found = read_verification("m")
    assert found
    assert (found.different, found.pinned) == (1, 0)


def test_a_page_of_two_manifests_is_asked_for_once(wiki: VerifiedWiki, monkeypatch: pytest.MonkeyPatch) -> None:
    pin_expansions("m", config())
    again = pin_manifest(monkeypatch, name="n")
    again.answers["Alpha"] = "Something else."
    monkeypatch.setattr(WikiOrigin, "open_expander", lambda *_: Expander(again, ["Category"]))  # type: ignore[arg-type]
    pin_expansions("n", config())
    rows = layout.expansion_lock("n").read_text()
    assert [json.loads(row) for row in rows.splitlines()] == lock_rows()
