"""What two locks differ in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.refreshing import refresh_templates
from tests.unit.compare.builder import PAGES, TEXTS, causes, keep, pin, use
from tests.wiki_project import WikiProject
from wikimill import layout
from wikimill.compare.difference import Cause, Difference, TemplateChange, Value
from wikimill.compare.lock_files import LockFiles
from wikimill.compare.locks import diff_locks
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.manifest.lock import read_header, read_lock, write_lock
from wikimill.manifest.uses import UNKNOWN
from wikimill.site.core import core_site

LOCK = Path("manifests/derived/m.tsv")


@pytest.fixture
def wiki(project: Path, monkeypatch: pytest.MonkeyPatch) -> WikiProject:
    """A wiki and a manifest of it, pinned and converted; a copy of the lock is in the project `old`."""
    wiki = WikiProject.make(monkeypatch, TEXTS)
    pin(wiki)
    use()
    keep(project / "old")
    return wiki


def compared() -> Difference:
    return diff_locks(LockFiles.beside(Path("old") / LOCK), LockFiles.beside(LOCK), ("old", "m"))


def test_a_lock_is_the_same_as_itself(wiki: WikiProject) -> None:
    found = compared()
    assert found.is_empty
    assert found.notes == []
    assert found.totals["before"] == found.totals["after"]
    assert found.totals["after"]["pages"] == 3


def test_pages_come_go_change_and_move(wiki: WikiProject) -> None:
    header, pins = read_lock(LOCK)
    one, three, two = pins
    now = [
        replace(one, revid=one.revid + 1, sha1="1" * 40, bytes=one.bytes + 9),
        replace(two, title="Four"),
        replace(three, title="New", pageid=99, bytes=4),
    ]
    write_lock(LOCK, header.original, header.origin, "", wiki.source.info, now)
    found = compared()
    assert causes(found) == {"added New": [], "changed One": [("revision", "")], "removed Three": [], "moved Two": []}
    (moved,) = (page for page in found.pages if page.change == "moved")
    assert (moved.title, moved.new_title) == ("Two", "Four")
    assert {change: dict(found.count(change)) for change in ("added", "removed", "changed", "moved")} == {
        "added": {"pages": 1, "bytes": 4},
        "removed": {"pages": 1, "bytes": -three.bytes},
        "changed": {"pages": 1, "bytes": 9},
        "moved": {"pages": 1, "bytes": 0},
    }
    totals = found.totals
    assert totals["after"]["bytes"] - totals["before"]["bytes"] == 4 - three.bytes + 9


def test_a_template_that_was_edited_touches_the_pages_that_use_it(wiki: WikiProject) -> None:
    before = wiki.rows("m")["Template:B"].revid
    wiki.source.edit("Template:B", "other")
    refresh_templates(["m"], Config())
    found = compared()
    # Three shows the time, which moved with the newest template.
    assert causes(found) == {"touched Three": [("time", "")], "touched Two": [("template", "Template:B")]}
    assert found.templates == [TemplateChange("Template:B", before, before + 1, 1)]
    assert found.causes()[0][1] in (
        Cause("template", "Template:B", before, before + 1),
        Cause("time", "", "2026-01-02T03:04:05Z", "2026-01-03T03:04:05Z"),
    )


def test_messages_and_the_wiki_itself(wiki: WikiProject) -> None:
    wiki.source.interface["jan"] = "J."
    wiki.source.info = core_site("en", sitename="Renamed", host="wiki.example")
    refresh_templates(["m"], Config())
    found = compared()
    assert causes(found) == {"touched One": [("message", "jan")]}
    assert [(each.name, each.after) for each in found.site if each.name.startswith("general")] == [
        ("general.sitename", "Renamed")
    ]
    assert found.notes == ["the wiki itself says other things than it did, on which all pages depend"]


def test_what_pages_ask_for_may_be_unknown(wiki: WikiProject) -> None:
    use(asked={"One": ["Template:A"], "Two": [UNKNOWN]})
    wiki.source.edit("Template:A", "other")
    refresh_templates(["m"], Config())
    found = compared()
    assert causes(found) == {"touched One": [("template", "Template:A")]}
    assert found.notes == ["what 1 pages use is not known here; build the manifest first"]
    # What pages were made with is of neither lock.
    wiki.source.edit("Template:A", "once more")
    refresh_templates(["m"], Config())
    use()
    pin(wiki)
    for path in layout.SHARDS.rglob("*.uses"):
        path.unlink()
    found = compared()
    assert [(each.title, each.pages) for each in found.templates] == [("Template:A", None)]
    assert found.notes == [
        "which pages use these templates is not known here: build the manifest first (snakemake processed/m)"
    ]


def test_what_was_made_with_other_answers_tells_nothing(wiki: WikiProject) -> None:
    wiki.source.edit("Template:A", "in between")
    refresh_templates(["m"], Config())
    use()
    wiki.source.edit("Template:A", "at last")
    refresh_templates(["m"], Config())
    found = compared()
    assert "touched One" not in causes(found)
    assert any(note.startswith("what 2 pages use is not known here") for note in found.notes)  # One, and the time


def test_a_manifest_that_changed_is_told(wiki: WikiProject) -> None:
    header, pins = read_lock(LOCK)
    write_lock(LOCK, "f" * 64, header.origin, "CC0 https://cc0.example", wiki.source.info, pins)
    assert compared().manifests == [
        Value("licence", None, "CC0 https://cc0.example"),
        Value("original", None, "f" * 64),
    ]
    assert read_header(LOCK).licence.startswith("CC0")


def test_a_lock_without_templates_is_compared_by_its_pages(wiki: WikiProject) -> None:
    for name in ("m.templates.tsv", "m.site.json"):
        (Path("old/manifests/derived") / name).unlink()
    found = compared()
    assert causes(found) == {}
    assert {(each.title, each.before) for each in found.templates} >= {("Template:A", None)}


def test_a_lock_that_is_not_sorted_is_refused(wiki: WikiProject) -> None:
    lines = LOCK.read_text().splitlines(keepends=True)
    LOCK.write_text("".join([*lines[:-2], lines[-1], lines[-2]]))
    with pytest.raises(WikimillError, match=r"m\.tsv: row 3 \('Three'\) is not in the order of the column title; rest"):
        compared()
    assert len(PAGES) == 3
