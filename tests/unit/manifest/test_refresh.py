"""What changed between two listings, and moving the pins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_source import FakeSource, pin
from tests.refreshing import refresh
from wikimill import layout
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.manifest.expand import expand
from wikimill.manifest.lock import read_lock, read_pins
from wikimill.manifest.models import read_manifest
from wikimill.manifest.origin import WikiOrigin
from wikimill.manifest.refresh import Change, find_changes, format_table, group_by_folder
from wikimill.sources.base import Pin

CONFIG = Config()


def page(title: str, number: int, revid: int) -> Pin:
    return replace(pin(title), pageid=number, revid=revid, category="Root")


def find(pageids: Collection[int]) -> dict[int, Pin]:
    """A wiki on which one page that was pinned still exists, elsewhere."""
    assert sorted(pageids) == [4, 5]
    return {5: replace(pin("Left elsewhere"), pageid=5)}


def test_every_kind_of_change_is_told() -> None:
    before = [
        page("Same", 1, 10),
        page("Edited", 2, 20),
        page("Old name", 3, 30),
        page("Gone", 4, 40),
        page("Left", 5, 50),
    ]
    before.append(Pin.missing("Never was"))
    after = [page("Same", 1, 10), page("Edited", 2, 21), page("New name", 3, 31), page("Fresh", 6, 60)]
    after.append(Pin.missing("Gone"))
    assert list(find_changes(before, after, find)) == [
        Change("changed", "Edited", 2, 20, "Edited", 21),
        Change("added", "Fresh", 6, 0, "Fresh", 60),
        Change("deleted", "Gone", 4, 40, "", 0),
        Change("removed", "Left", 5, 50, "Left elsewhere", 0),
        Change("moved", "Old name", 3, 30, "New name", 31),
    ]


@pytest.fixture
def two(project: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSource:
    """Two manifests of one wiki that share a page, and the wiki."""
    source = FakeSource(categories={"R": ["A", "B"], "S": ["B", "C"]}, texts={title: title for title in "ABC"})
    for name, category in (("one", "R"), ("two", "S")):
        layout.original(name).parent.mkdir(parents=True, exist_ok=True)
        layout.original(name).write_text(f"wiki: wiki.example\ncategories: [{category}]\n")
    monkeypatch.setattr(WikiOrigin, "open_source", lambda *_: source)
    for name in ("one", "two"):
        expand(name, CONFIG, 1)
    return source


def test_nothing_is_written_when_nothing_changed(two: FakeSource) -> None:
    times = [layout.lock(name).stat().st_mtime_ns for name in ("one", "two")]
    done = refresh(["one", "two"], CONFIG)
    assert {name: (each.changes, each.pages) for name, each in done.items()} == {"one": ([], 2), "two": ([], 2)}
    assert [layout.lock(name).stat().st_mtime_ns for name in ("one", "two")] == times


def test_the_report_of_the_last_change_stays(two: FakeSource) -> None:
    two.categories["R"] = ["A"]
    refresh(["one"], CONFIG)
    report = Path("cache/refresh/one.tsv").read_text()
    number = pin("B").pageid
    assert report == f"kind\ttitle\tpageid\trevid\tnew_title\tnew_revid\nremoved\tB\t{number}\t{number}\tB\t0\n"
    refresh(["one"], CONFIG)
    assert Path("cache/refresh/one.tsv").read_text() == report


def test_a_manifest_that_changed_its_wiki_takes_no_pin_of_the_old_one(two: FakeSource) -> None:
    layout.original("two").write_text("wiki: other.example\ncategories: [S]\n")
    assert group_by_folder([]) == [["two"], ["one"]]
    done = refresh(["two"], CONFIG)
    assert [change.kind for change in done["two"].changes] == ["added", "added"]


def test_a_changed_original_is_applied(two: FakeSource) -> None:
    layout.original("one").write_text("wiki: wiki.example\ncategories: [R]\nexclude: {titles: [A]}\n")
    done = refresh(["one"], CONFIG)["one"]
    assert [(change.kind, change.title) for change in done.changes] == [("removed", "A")]
    header, pins = read_lock(layout.lock("one"))
    assert [each.title for each in pins] == ["B"]
    assert header.original == read_manifest(layout.original("one"))[1]


def test_a_page_of_two_manifests_gets_one_revision_though_it_is_edited_in_between(
    two: FakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Edited(FakeSource):
        def _pin(self, title: str) -> Pin:
            return replace(super()._pin(title), revid=len(self.asked))  # every listing sees new revisions

    edited = Edited(categories=two.categories, texts=two.texts)
    monkeypatch.setattr(WikiOrigin, "open_source", lambda *_: edited)
    refresh(["one", "two"], CONFIG)
    pins = [{each.title: each.revid for each in read_pins(layout.lock(n))} for n in ("one", "two")]
    assert pins == [{"A": 1, "B": 1}, {"B": 1, "C": 2}]


def test_a_failure_moves_no_pin(two: FakeSource) -> None:
    before = [layout.lock(name).read_bytes() for name in ("one", "two")]
    two.texts["D"] = "new"
    two.categories = {"R": ["A", "B", "D"]}
    with pytest.raises(WikimillError, match="category 'S' does not exist"):
        refresh(["one", "two"], CONFIG)
    assert [layout.lock(name).read_bytes() for name in ("one", "two")] == before


def test_manifests_of_one_wiki_are_refreshed_together(two: FakeSource) -> None:
    assert group_by_folder(["one"]) == group_by_folder([]) == [["one", "two"]]
    with pytest.raises(WikimillError, match=r"three\.tsv: there is no such derived manifest; there are one, two"):
        group_by_folder(["three"])
    layout.lock("one").unlink()
    layout.lock("two").unlink()
    with pytest.raises(WikimillError, match="nothing to refresh; build a manifest first"):
        group_by_folder([])


def test_the_summary_is_a_short_table(two: FakeSource) -> None:
    two.texts["D"] = "new"
    two.categories["S"] = ["C", "D"]
    assert format_table(refresh(["one", "two"], CONFIG)).splitlines() == [
        "manifest  added  changed  moved  deleted  removed  pages now",
        "one           0        0      0        0        0          2",
        "two           1        0      0        0        1          2",
    ]
