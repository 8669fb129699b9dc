"""Rows looked up in the order of their keys."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wikimill.corpus.parquet import MergeJoin

KEYS = st.lists(st.sampled_from("abcdefgh"), max_size=9).map(sorted)


@given(KEYS, KEYS)
def test_a_merge_join_finds_what_a_dictionary_would(keys: list[str], asked: list[str]) -> None:
    rows = {key: number for number, key in enumerate(keys)}
    join = MergeJoin(iter(rows.items()))
    assert [join.find(key) for key in asked] == [rows.get(key) for key in asked]
