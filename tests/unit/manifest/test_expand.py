"""Listing what a manifest names: the walk through categories, and pins of other locks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fake_source import FakeSource, pin
from tests.sites import ENGLISH
from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.manifest.expand import list_wiki, read_other_pins
from wikimill.manifest.lock import write_lock
from wikimill.manifest.models import WikiManifest
from wikimill.manifest.origin import WikiOrigin
from wikimill.sources.base import Pin

ORIGIN = WikiOrigin("wiki.example")


def manifest(**values: object) -> WikiManifest:
    return WikiManifest.model_validate({"wiki": "wiki.example", **values})


def found(source: FakeSource, **values: object) -> dict[str, str]:
    pins = list(list_wiki(manifest(**values), source, "m.yaml", {}))
    return {pin.title: pin.category for pin in reversed(pins)}  # the first pin of a page is the one to keep


TREE = FakeSource(
    categories={
        "Root": ["A", "Category:Left", "Category:Right", "Category:Root"],
        "Left": ["B", "Shared", "Category:Deep", "Category:Right"],
        "Right": ["C", "Shared", "Category:Left", "List of things"],
        "Deep": ["D", "Category:Deeper"],
        "Deeper": ["E"],
        "Empty": [],
    },
    texts={title: title for title in ["A", "B", "C", "D", "E", "Shared", "Extra", "List of things", "Target"]},
    redirects={"Old name": "Target"},
)


def test_the_walk_is_breadth_first_and_ends_in_spite_of_cycles() -> None:
    TREE.asked.clear()
    assert found(TREE, categories=["Root"], depth=2) == {
        "A": "Root",
        "B": "Left",
        "Shared": "Left",
        "C": "Right",
        "List of things": "Right",
        "D": "Deep",
    }
    assert TREE.asked == ["Root", "Left", "Right", "Deep"]


def test_depth_zero_takes_only_the_categorys_own_pages() -> None:
    assert found(TREE, categories=["Category:Root"], depth=0) == {"A": "Root"}


def test_excluded_categories_are_not_entered_and_excluded_titles_are_left_out() -> None:
    exclude = {"categories": ["Dee*"], "titles": ["List_of *"]}
    assert set(found(TREE, categories=["Root"], depth=9, exclude=exclude)) == {"A", "B", "C", "Shared"}
    exclude = {"categories": ["Category:dee*"], "titles": ["list_of *", "https://wiki.example/wiki/A"]}
    assert set(found(TREE, categories=["Root"], depth=9, exclude=exclude)) == {"B", "C", "Shared"}


def test_extra_pages_join_with_redirects_resolved_and_missing_ones_listed() -> None:
    pins = list(list_wiki(manifest(pages=["Extra", "old_name", "Nope"]), TREE, "m.yaml", {}))
    assert {pin.title: pin.revid > 0 for pin in pins} == {"Extra": True, "Target": True, "Nope": False}


def test_pins_of_other_manifests_of_the_wiki_are_kept() -> None:
    old = pin("A", "an older text")
    found = {each.title: each for each in list_wiki(manifest(categories=["Root"]), TREE, "m.yaml", {"A": old})}
    assert found["A"] == replace(old, category="Root")


def test_a_namespace_that_the_wiki_does_not_have_is_told() -> None:
    with pytest.raises(WikimillError, match=r"m\.yaml: namespaces: the wiki has no 77; it has 0 \(articles\), 1"):
        list(list_wiki(manifest(namespaces=[0, 77]), TREE, "m.yaml", {}))


def test_a_category_that_does_not_exist_is_named() -> None:
    with pytest.raises(WikimillError, match=r"m\.yaml: category 'Nope' does not exist on wiki\.example; correct"):
        found(TREE, categories=["Nope"])


def test_a_category_without_a_page_that_has_members_elsewhere_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tree = FakeSource(categories={"Good": ["X"]}, texts={"X": ""})
    monkeypatch.setattr(tree, "count_members", lambda _: {1: 2})
    assert found(tree, categories=["Talks", "Good"]) == {"X": "Good"}
    assert "category 'Talks' gives no page: 2 of its first members are in 1 (Talk), which `namesp" in caplog.text


def test_no_page_at_all_is_an_error() -> None:
    with pytest.raises(WikimillError, match=r"m\.yaml: no page found; name other categories"):
        found(TREE, categories=["Empty"])


def test_where_no_page_can_be_read_it_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TREE, "lookup", lambda _: [Pin.unreadable(7, 0, "A"), Pin.unreadable(8, 0, "B")])
    with pytest.raises(WikimillError, match=r"m\.yaml: no page that it names can be read \(no revision\); check that"):
        found(TREE, pages=["A", "B"])


def test_the_whole_wiki_is_listed_without_categories() -> None:
    assert set(found(TREE, pages="all")) == set(TREE.texts)
    assert set(found(TREE, namespaces=[0])) == set(TREE.texts)
    assert found(TREE, categories=["Right"], pages="all", depth=0)["C"] == "Right"


def test_pages_with_a_prefix() -> None:
    assert set(found(TREE, prefix="list_of ")) == {"List of things"}
    assert set(found(TREE, prefix=["E", "S"])) == {"E", "Extra", "Shared"}


def test_a_category_that_is_a_redirect_keeps_its_members_and_leads_to_its_target() -> None:
    tree = replace(TREE, category_redirects={"Root": "Deeper", "Deeper": "Root"})
    assert found(tree, categories=["Root"], depth=0) == {"A": "Root", "E": "Deeper"}


def test_below_the_first_level_categories_without_a_page_are_asked_whether_they_are_redirects() -> None:
    tree = FakeSource(
        categories={"Root": ["A", "Category:Old"], "Old": [], "New": ["B"]},
        texts={"A": "", "B": ""},
        category_redirects={"Old": "New"},
    )
    assert found(tree, categories=["Root"], depth=1) == {"A": "Root", "B": "New"}


def test_what_gave_nothing_is_told(caplog: pytest.LogCaptureFixture) -> None:
    pages = {"categories": ["Root", "Empty"], "pages": ["Nope"], "prefix": "Zz"}
    found(TREE, **pages)
    for line in (
        "m.yaml: category 'Empty' gives no page: it is empty",
        "m.yaml: 1 of the 1 pages that it names do not exist, or are redirects that lead to none: 'Nope'",
        "m.yaml: prefix 'Zz' gives no page: none begins with it in namespace 0 (articles), but for redirects",
    ):
        assert line in caplog.text


def test_what_is_excluded_is_told(caplog: pytest.LogCaptureFixture) -> None:
    exclude = {"titles": ["D", "E*", "List *"], "categories": ["Deep"]}
    pages = {"categories": ["Root", "Deeper"], "pages": ["Extra"], "prefix": "List"}
    assert set(found(TREE, **pages, depth=9, exclude=exclude)) == {"A", "B", "C", "Shared"}
    assert caplog.messages == [
        "m.yaml: category 'Deeper' gives no page: 1 are left out by `exclude: titles`",
        "m.yaml: 1 of the 1 pages that it names are left out by `exclude: titles`: 'Extra'",
        "m.yaml: prefix 'List' gives no page: 1 are left out by `exclude: titles`",
    ]


def test_a_category_without_pages_whose_subcategories_have_none_is_told(caplog: pytest.LogCaptureFixture) -> None:
    tree = FakeSource(
        categories={"Top": ["Category:A", "Category:B"], "A": ["Category:C"], "B": [], "C": ["X"], "Good": ["X"]},
        texts={"X": ""},
    )
    top = {"categories": ["Top", "Good"]}
    for values, reason in (
        ({"depth": 0}, "2 are subcategories, which `depth: 0` does not enter"),
        ({"depth": 1}, "the 2 categories that it leads to have none"),
        (
            {"depth": 2, "exclude": {"categories": ["A", "B"]}},
            "2 subcategories are left out by `exclude: categories`",
        ),
    ):
        caplog.clear()
        assert set(found(tree, **top, **values)) == {"X"}
        assert caplog.messages == [f"m.yaml: category 'Top' gives no page: {reason}"]
    caplog.clear()
    assert found(tree, **top, depth=2)
    assert found(replace(tree, category_redirects={"B": "C"}), **top, depth=1)
    assert caplog.messages == []


def test_members_in_other_namespaces_and_redirects_are_counted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tree = FakeSource(categories={"Talks": [], "Good": ["X"]}, texts={"X": ""})
    monkeypatch.setattr(tree, "count_members", lambda _: {0: 2, 1: 1300, 14: 1})
    assert found(tree, categories=["Talks", "Good"], depth=1) == {"X": "Good"}
    assert caplog.messages == [
        "m.yaml: category 'Talks' gives no page: 2 in 0 (articles) are redirects that lead to none; 1,300 of its first "
        "members are in 1 (Talk), which `namespaces` lacks"
    ]


def test_named_pages_that_cannot_be_read_are_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    invalid = Pin.not_allowed("Talk:File:A")
    pins = [Pin.missing("Gone"), Pin.unreadable(7, 0, "Old"), Pin.unreadable(8, 0, "a|b"), pin("A"), invalid]
    monkeypatch.setattr(TREE, "lookup", lambda _: pins)
    names = ["Gone", "Old", "Bad", "A", "Talk:File:A"]
    assert list(list_wiki(manifest(pages=names), TREE, "m.yaml", {})) == pins
    assert caplog.messages == [
        "m.yaml: 1 of the 5 pages that it names cannot be read (no revision): 'Old'",
        "m.yaml: 2 of the 5 pages that it names cannot be read (title not allowed): 'a\ufffdb (page 8)', 'Talk:File:A'",
        "m.yaml: 1 of the 5 pages that it names do not exist, or are redirects that lead to none: 'Gone'",
    ]


def test_a_walk_ends_where_no_category_is_left() -> None:
    assert set(found(TREE, categories=["Root"], depth=10**9)) > {"A", "E"}


@pytest.mark.usefixtures("project")
def test_other_pins_are_those_of_locks_of_the_same_wiki() -> None:
    write_lock(layout.lock("same"), "", ORIGIN, "", ENGLISH, [pin("A", "A", category="Root")])
    write_lock(layout.lock("other"), "", WikiOrigin("other.example"), "", ENGLISH, [pin("B", "B", category="Root")])
    assert set(read_other_pins("mine", ORIGIN)) == {"A"}
    assert read_other_pins("same", ORIGIN) == {}
