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


def test_extra_pages_join_with_redirects_resolved_and_missing_ones_listed() -> None:
    pins = list(list_wiki(manifest(pages=["Extra", "old_name", "Nope"]), TREE, "m.yaml", {}))
    assert {pin.title: pin.revid > 0 for pin in pins} == {"Extra": True, "Target": True, "Nope": False}


def test_pins_of_other_manifests_of_the_wiki_are_kept() -> None:
    old = pin("A", "an older text")
    found = {each.title: each for each in list_wiki(manifest(categories=["Root"]), TREE, "m.yaml", {"A": old})}
    assert found["A"] == replace(old, category="Root")


def test_a_category_that_does_not_exist_is_named() -> None:
    with pytest.raises(WikimillError, match=r"m\.yaml: category 'Nope' does not exist on wiki\.example; correct"):
        found(TREE, categories=["Nope"])


def test_no_page_at_all_is_an_error() -> None:
    with pytest.raises(WikimillError, match=r"m\.yaml: no page found; name other categories"):
        found(TREE, categories=["Empty"])


@pytest.mark.usefixtures("project")
def test_other_pins_are_those_of_locks_of_the_same_wiki() -> None:
    write_lock(layout.lock("same"), "", ORIGIN, "", ENGLISH, [pin("A", "A", category="Root")])
    write_lock(layout.lock("other"), "", WikiOrigin("other.example"), "", ENGLISH, [pin("B", "B", category="Root")])
    assert set(read_other_pins("mine", ORIGIN)) == {"A"}
    assert read_other_pins("same", ORIGIN) == {}
