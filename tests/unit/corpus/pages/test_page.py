"""A page is in a split by its own name, a part of a file by its number."""

from __future__ import annotations

import pytest

from wikimill.config.model import Corpus
from wikimill.corpus.pages.page import split_of_part, split_of_title


@pytest.mark.slow
def test_the_held_out_share_is_near_what_was_asked() -> None:
    held = sum(split_of_title("w.example", f"Page {n}", Corpus(val_fraction=0.05)) == "val" for n in range(20_000))
    assert 900 < held < 1100


def test_a_test_split_is_taken_and_pages_stay_where_they_were() -> None:
    titles = [f"Page {number}" for number in range(4000)]
    two = {title: split_of_title("w", title, Corpus(val_fraction=0.1)) for title in titles}
    three = {title: split_of_title("w", title, Corpus(val_fraction=0.1, test_fraction=0.1)) for title in titles}
    assert all(three[title] in (two[title], "test") for title in titles)
    assert {title for title in titles if two[title] == "val"} == {title for title in titles if three[title] == "val"}
    assert 300 < sum(split == "test" for split in three.values()) < 500


def splits(parts: int, **shares: float) -> str:
    return "".join(split_of_part(part, parts, Corpus(**shares))[1] for part in range(1, parts + 1))


def test_the_last_parts_of_a_file_are_held_out_and_one_at_least() -> None:
    assert splits(40, val_fraction=0.05) == "r" * 38 + "aa"
    assert splits(20, val_fraction=0.1, test_fraction=0.05) == "r" * 17 + "aa" + "e"
    assert splits(3, val_fraction=0.05) == "rra"
    assert splits(3, val_fraction=0.05, test_fraction=0.05) == "rae"
    assert splits(2, val_fraction=0) == "rr"
    assert splits(1, val_fraction=0.05) == "r"
    assert splits(2, val_fraction=0.05, test_fraction=0.05) == "re"
