"""Pages expanded here and by their wiki."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from tests.fake_source import pin
from tests.sites import ENGLISH
from tests.unit.corpus.builder import write_manifest_tables
from tests.verified_wiki import PAGES, pin_manifest
from wikimill import __version__, layout
from wikimill.config.model import Config
from wikimill.convert.verify import DIFFERENT, LONGEST, OUTDATED, SKIPPED, rank, verify
from wikimill.errors import WikimillError
from wikimill.manifest.lock import write_lock
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.text_origins import DocumentsOrigin
from wikimill.manifest.verification import Verification, read_verification
from wikimill.sources.mediawiki.connection import InternalError

CONFIG = Config(contact="someone@wiki.example")


@pytest.fixture(autouse=True)
def folder(project: Path) -> Path:
    return project


def test_pages_that_both_expand_alike_are_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = pin_manifest(monkeypatch)
    verification, others = verify("m", 4, 0, CONFIG)
    assert others == []
    assert (verification.equal, verification.compared, verification.rate) == (4, 4, 1.0)
    assert (verification.date, verification.tool) == ("2026-03-04", f"wikimill {__version__}")
    assert wiki.expanded == sorted(PAGES)
    assert wiki.requests == []  # nothing but one expansion for each
    assert wiki.closed
    assert read_verification("m") == verification


def test_a_page_that_differs_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = pin_manifest(monkeypatch)
    wiki.answers["Alpha"] = "Low [a]<ref>{{Tide|n}}</ref>."
    verification, (alpha,) = verify("m", 4, 0, CONFIG)
    assert (verification.equal, verification.different, verification.rate) == (3, 1, 0.75)
    assert (alpha.title, alpha.revid, alpha.outcome) == ("Alpha", pin("Alpha").revid, DIFFERENT)
    assert alpha.diff == ("-High (a)", "+Low [a]", " <ref>")
    assert verification.summary.startswith("3 of 4 pages, 75.0 %, ")


def test_a_page_whose_templates_the_wiki_has_changed_is_outdated(monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = pin_manifest(monkeypatch)
    wiki.texts["Template:Tide"] = "[{{{1}}}]"
    wiki.texts["Template:Nothing"] = "now something"
    verification, others = verify("m", 4, 0, CONFIG)
    assert [(each.title, each.outcome, each.changed) for each in others] == [
        ("Alpha", OUTDATED, ("Template:Tide",)),
        ("Gamma", OUTDATED, ("Template:Nothing",)),
    ]
    assert (verification.outdated, verification.rate) == (2, 1.0)
    assert len(wiki.requests) == 2


def test_what_is_too_long_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = pin_manifest(monkeypatch, {"Long": "é" * (LONGEST // 6 + 1), "Short": "é" * (LONGEST // 6)})
    verification, (long,) = verify("m", 9, 0, CONFIG)
    assert (long.title, long.outcome) == ("Long", SKIPPED)
    assert (verification.equal, verification.skipped) == (1, 1)
    wiki.warnings = "result: truncated"
    assert verify("m", 9, 0, CONFIG)[0].skipped == 2
    wiki.warnings = "text: odd"
    with pytest.raises(WikimillError, match="it warns: text: odd"):
        verify("m", 9, 0, CONFIG)


@pytest.mark.parametrize("works", [True, False])
def test_a_page_on_which_the_wiki_fails_is_skipped_if_the_wiki_works(
    monkeypatch: pytest.MonkeyPatch, works: bool
) -> None:
    wiki = pin_manifest(monkeypatch)
    expand = wiki.expand_page

    def fail(text: str, title: str) -> tuple[str, str, datetime]:
        if title != "Beta":
            return expand(text, title)
        raise InternalError("the wiki: it fails on the request", "Broken")

    def expand_plain(text: str, title: str) -> tuple[str, str]:
        return (text, "") if works else fail(text, title)[:2]

    monkeypatch.setattr(wiki, "expand_page", fail)
    monkeypatch.setattr(wiki, "expand", expand_plain, raising=False)
    if not works:
        with pytest.raises(WikimillError, match="it fails on the request"):
            verify("m", 9, 0, CONFIG)
        return
    verification, (beta,) = verify("m", 9, 0, CONFIG)
    assert (beta.title, beta.outcome) == ("Beta", SKIPPED)
    assert (verification.equal, verification.skipped) == (3, 1)


def test_what_a_person_set_for_templates_is_left_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    pin_manifest(monkeypatch)
    options = {"drop": ["Tide"], "keep": ["Clock"], "templates": "local"}
    config = CONFIG.model_copy(update={"convert": CONFIG.convert.model_copy(update=options)})
    assert verify("m", 4, 0, config)[0].rate == 1.0


def test_a_seed_chooses_the_same_pages_always(monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = pin_manifest(monkeypatch)
    chosen = []
    for seed in (0, 0, 1, 2):
        wiki.expanded.clear()
        verify("m", 2, seed, CONFIG)
        chosen.append(tuple(wiki.expanded))
        assert set(wiki.expanded) == set(sorted(PAGES, key=lambda title: rank(pin(title), seed))[:2])
    assert chosen[0] == chosen[1]
    assert len(set(chosen)) > 1


def test_fewer_pages_do_not_replace_the_numbers_of_more(monkeypatch: pytest.MonkeyPatch) -> None:
    pin_manifest(monkeypatch)
    first = verify("m", 3, 0, CONFIG)[0]
    verify("m", 2, 0, CONFIG)
    assert read_verification("m") == first
    assert verify("m", 4, 0, CONFIG)[0] == read_verification("m")
    with layout.templates_lock("m").open("a") as lock:
        lock.write("Template:Zebra\t0\t\n")
    assert read_verification("m") is None  # it is of another lock


@pytest.mark.parametrize(
    ("origin", "problem"),
    [
        (WikiOrigin("wiki.example", dump="dumps/wiki.xml"), "dumps/wiki.xml: pages of a dump cannot be verified"),
        (WikiOrigin("wiki.example"), "no templates are pinned that could be verified"),
        (DocumentsOrigin("m", "texts"), "its texts are of no wiki"),
    ],
)
def test_what_cannot_be_verified_says_why(origin: WikiOrigin | DocumentsOrigin, problem: str) -> None:
    write_manifest_tables("m", {"Alpha": "ok"}, origin)
    with pytest.raises(WikimillError, match=re.escape(problem)):
        verify("m", 3, 0, CONFIG)
    assert not layout.verification("m").exists()


def test_a_text_that_was_not_fetched_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    pin_manifest(monkeypatch)
    write_lock(layout.lock("m"), "", WikiOrigin("wiki.example"), "", ENGLISH, [pin("Unfetched", "text")])
    with pytest.raises(WikimillError, match="of 'Unfetched' is not there; run `snakemake processed/m` first"):
        verify("m", 3, 0, CONFIG)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"equal": 1}', "[" * 5000])
def test_a_damaged_file_is_a_one_line_error(text: str) -> None:
    layout.verification("m").parent.mkdir(parents=True)
    layout.verification("m").write_text(text)
    with pytest.raises(WikimillError, match="the file is damaged"):
        read_verification("m")


def test_a_rate_is_only_100_when_all_are_equal() -> None:
    summaries = [Verification("", "", "2026-01-02", equal, 1, 0, 0).summary for equal in (0, 1, 99_999)]
    assert [re.findall("[0-9.]+ %", each) for each in summaries] == [["0.0 %"], ["50.0 %"], ["99.9 %"]]
    assert "100 %" in Verification("", "", "2026-01-02", 7, 0, 0, 0).summary
    nothing = Verification("", "", "2026-01-02", 0, 0, 3, 1)
    assert nothing.summary == "no page could be compared; 3 outdated; 1 skipped."
    assert json.loads(json.dumps(nothing.facts))["rate"] is None
