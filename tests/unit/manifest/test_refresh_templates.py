"""Moving the pins of templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.refreshing import refresh_templates
from tests.wiki_project import WikiProject
from wikimill import layout
from wikimill.config.model import Config
from wikimill.manifest.lock import read_pins
from wikimill.manifest.refresh import Change, RefreshResult
from wikimill.manifest.refresh_templates import TemplateChange, TemplateChanges, summarize
from wikimill.manifest.site_file import read_site_file
from wikimill.manifest.templates_lock import TemplatesLock, find_pin, read_templates_header
from wikimill.manifest.uses import Uses, answers_of, uses_path, write_uses
from wikimill.site.core import core_site

TEXTS = {"Template:A": "a {{b}}", "Template:B": "b <now>", "Template:C": "c", "Talk:One": ""}
PAGES = {"One": "{{a}} <exists Talk:One> <exists Talk:Two>", "Two": "{{none}}", "Three": "{{c}} <message jan>"}
ASKED = {
    "One": ["Template:A", "Template:B", "now|", "exists|Talk:One", "exists|Talk:Two"],
    "Two": ["Template:None"],
    "Three": ["Template:C", "message|jan"],
}
LOCK, SITE = Path("manifests/derived/m.templates.tsv"), Path("manifests/derived/m.site.json")


@pytest.fixture
def wiki(project: Path, monkeypatch: pytest.MonkeyPatch) -> WikiProject:
    """A wiki and a manifest of it, pinned and converted."""
    wiki = WikiProject.make(monkeypatch, TEXTS)
    wiki.list("m", PAGES)
    wiki.pin("m", "engine")
    convert("m")
    wiki.source.requests.clear()
    return wiki


def convert(name: str) -> None:
    """Record what the pages use, as converting does."""
    find = find_pin(TemplatesLock(layout.templates_lock(name)), layout.lock(name))
    answer = answers_of(find, read_site_file(layout.site_file(name)))
    answers = {each: answer(each) for names in ASKED.values() for each in names}
    pages = {each.title: (each.revid, ASKED[each.title]) for each in read_pins(layout.lock(name))}
    write_uses(uses_path(name, "00000-of-00001"), Uses("engine", answers, pages))


def refreshed(*names: str) -> dict[str, TemplateChanges]:
    return refresh_templates(names or ["m"], Config())


def test_a_wiki_that_did_not_change_leaves_all_as_it_is(wiki: WikiProject) -> None:
    before = LOCK.stat().st_mtime_ns, SITE.stat().st_mtime_ns
    assert refreshed() == {"m": TemplateChanges([], 0, False)}
    assert (LOCK.stat().st_mtime_ns, SITE.stat().st_mtime_ns) == before
    assert sorted(wiki.source.requests) == ["50 messages", "6 pins", "siteinfo"]


@pytest.mark.slow
def test_what_changed_is_told_and_only_those_pages_are_expanded_again(wiki: WikiProject) -> None:
    revid = wiki.rows("m")["Template:C"].revid
    wiki.source.edit("Template:C", "new {{d}}")
    wiki.source.texts["Template:D"] = "d"
    wiki.source.texts["Talk:Two"] = ""
    wiki.source.revisions_of["Talk:One"] = 5  # it still exists
    changes = refreshed()["m"]
    # Page One shows the time, which moved with the newest template.
    assert changes == TemplateChanges(
        [
            TemplateChange("Talk:Two", 0, wiki.rows("m")["Talk:Two"].revid, 1),
            TemplateChange("Template:C", revid, revid + 1, 1),
        ],
        2,
        False,
    )
    assert Path("cache/refresh/m.templates.tsv").read_text().splitlines() == [
        "title\trevid\tnew_revid\tpages",
        f"Talk:Two\t0\t{wiki.rows('m')['Talk:Two'].revid}\t1",
        f"Template:C\t{revid}\t{revid + 1}\t1",
    ]
    assert read_templates_header(LOCK).pages == ""
    assert read_site_file(SITE).now == "2026-01-03T03:04:05Z"
    expander = wiki.pin("m", "engine")
    assert expander.texts == {
        "One": "a b 2026-01-03T03:04:05Z yes yes",
        "Three": "new d Jan",
    }
    assert sorted(wiki.rows("m")) == [
        "Talk:One",
        "Talk:Two",
        *(f"Template:{name}" for name in ("A", "B", "C", "D", "None")),
    ]
    assert wiki.rows("m")["Talk:Two"].sha1 == ""
    files = LOCK.read_bytes(), SITE.read_bytes()
    for path in (LOCK, SITE):
        path.unlink()
    wiki.source.revisions_of["Talk:One"] = 0
    wiki.pin("m", "engine")
    assert (LOCK.read_bytes(), SITE.read_bytes()) == files  # as if it were listed anew


def test_templates_that_go_and_come(wiki: WikiProject) -> None:
    del wiki.source.texts["Template:A"]
    wiki.source.texts["Template:None"] = "there"
    revid = wiki.rows("m")["Template:A"].revid
    changes = refreshed()["m"]
    rows = wiki.rows("m")
    assert rows["Template:A"].revid == 0
    assert changes.templates == [
        TemplateChange("Template:A", revid, 0, 1),
        TemplateChange("Template:None", 0, rows["Template:None"].revid, 1),
    ]
    assert changes.pages == 2
    expander = wiki.pin("m", "engine")
    assert expander.texts == {"One": "missing yes no", "Two": "there"}
    assert sorted(wiki.rows("m")) == ["Talk:One", "Talk:Two", "Template:A", "Template:C", "Template:None"]


@pytest.mark.slow
def test_messages_and_the_wiki_itself(wiki: WikiProject) -> None:
    wiki.source.interface["jan"] = "J."
    assert refreshed()["m"] == TemplateChanges([], 1, False)
    assert wiki.pin("m", "engine").texts == {"Three": "c J."}
    wiki.source.info = core_site("en", sitename="Renamed", host="wiki.example")
    assert refreshed()["m"].site
    assert read_site_file(SITE).site.general["sitename"] == "Renamed"


def test_another_release_of_mediawiki_is_no_change(wiki: WikiProject) -> None:
    before = SITE.read_bytes()
    general = {**wiki.source.info.general, "generator": "MediaWiki 9.9"}
    wiki.source.info.general.update(general)  # type: ignore[attr-defined]
    assert refreshed()["m"] == TemplateChanges([], 0, False)
    assert SITE.read_bytes() == before


def test_an_edit_that_changes_no_text_moves_a_pin_and_touches_no_page(wiki: WikiProject) -> None:
    revid = wiki.rows("m")["Template:A"].revid
    wiki.source.revisions_of["Template:A"] = 1
    changes = refreshed()["m"]
    assert (changes.templates, changes.pages) == ([], 1)  # the time moved
    assert wiki.rows("m")["Template:A"].revid == revid + 1


def test_manifests_of_one_wiki_move_together_and_agree_again(wiki: WikiProject) -> None:
    wiki.list("n", {"Four": "{{a}} <now>"})
    wiki.pin("n")
    wiki.source.edit("Template:A", "edited")
    done = refreshed("m", "n")
    assert [change.title for change in done["m"].templates] == ["Template:A"]
    assert [change.title for change in done["n"].templates] == ["Template:A"]
    assert done["n"].pages == 0  # none was converted
    wiki.pin("m")
    wiki.pin("n")
    assert wiki.rows("m")["Template:A"] == wiki.rows("n")["Template:A"]
    sites = [read_site_file(layout.site_file(name)) for name in ("m", "n")]
    assert sites[0].now == sites[1].now == "2026-01-03T03:04:05Z"


def test_a_manifest_without_templates_stays_without(wiki: WikiProject) -> None:
    wiki.list("old", {"Five": "{{a}}"})
    assert refreshed("old") == {}
    assert list(refreshed("m", "old")) == ["m"]
    assert not layout.templates_lock("old").exists()


def test_numbers_are_for_programs() -> None:
    done = {"one": RefreshResult([], 2), "two": RefreshResult([Change("added", "A", 1, 0, "A", 2)], 3)}
    templates = {"one": TemplateChanges([TemplateChange("Template:A", 1, 2, 5)], 7, False)}
    same = {"added": 0, "changed": 0, "moved": 0, "deleted": 0, "removed": 0}
    assert summarize(done, {"two": 3}, templates) == {
        "one": {**same, "pages": 2, "expansions": 0, "templates": 1, "touched": 7},
        "two": {**same, "added": 1, "pages": 3, "expansions": 3, "templates": 0, "touched": 0},
    }
    assert templates["one"].summary == "1 templates changed; pages that this touches: 7"
    assert TemplateChanges([], 7, True).summary.endswith("the wiki itself changed: all")


def test_statistics_move_where_a_page_shows_some(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = WikiProject.make(monkeypatch, TEXTS)
    wiki.source.statistics = {"articles": 1}
    for name, text in (("m", "{{c}}"), ("n", "{{c}} <statistic articles>")):
        wiki.list(name, {"One": text})
        wiki.pin(name)
        asked = ["Template:C"] + ["statistics|articles"] * (name == "n")
        find = find_pin(TemplatesLock(layout.templates_lock(name)), layout.lock(name))
        answer = answers_of(find, read_site_file(layout.site_file(name)))
        write_uses(uses_path(name, "0-of-1"), Uses("", {each: answer(each) for each in asked}, {"One": (1, asked)}))
    before = layout.site_file("m").read_bytes()
    assert refreshed("m", "n") == {"m": TemplateChanges([], 0, False), "n": TemplateChanges([], 0, False)}
    wiki.source.statistics = {"articles": 2}
    assert refreshed("m", "n") == {"m": TemplateChanges([], 0, False), "n": TemplateChanges([], 1, False)}
    assert layout.site_file("m").read_bytes() == before
    assert read_site_file(layout.site_file("n")).statistics == {"articles": 2}
    assert read_templates_header(layout.templates_lock("n")).pages == ""
