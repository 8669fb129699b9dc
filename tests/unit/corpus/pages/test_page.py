"""A page is in a split by its own name."""

from __future__ import annotations

from wikimill.config.model import Corpus
from wikimill.corpus.pages.page import assign_split


def test_the_held_out_share_is_near_what_was_asked() -> None:
    held = sum(assign_split("w.example", f"Page {n}", Corpus(val_fraction=0.05)) == "val" for n in range(20_000))
    assert 900 < held < 1100


def test_a_test_split_is_taken_and_pages_stay_where_they_were() -> None:
    titles = [f"Page {number}" for number in range(4000)]
    two = {title: assign_split("w", title, Corpus(val_fraction=0.1)) for title in titles}
    three = {title: assign_split("w", title, Corpus(val_fraction=0.1, test_fraction=0.1)) for title in titles}
    assert all(three[title] in (two[title], "test") for title in titles)
    assert {title for title in titles if two[title] == "val"} == {title for title in titles if three[title] == "val"}
    assert 300 < sum(split == "test" for split in three.values()) < 500
