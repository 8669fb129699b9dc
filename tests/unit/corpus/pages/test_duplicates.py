"""Pages that are, or nearly are, the same as another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.corpus.builder import build_corpus, page_path, prose
from wikimill.corpus.pages import duplicates


@pytest.mark.slow
def test_of_pages_that_are_the_same_the_first_stays(project: Path) -> None:
    text = prose(1)
    almost = text.replace(".\n", " indeed.\n")
    texts = {"A": prose(2), "B": text, "C": almost, "D": text, "E": prose(3)}
    kept, left = build_corpus(texts)
    assert kept == ["A", "B", "E"]
    assert left == {"C": ("near duplicate", page_path("B")), "D": ("exact duplicate", page_path("B"))}
    kept, left = build_corpus(texts, dedup="exact")
    assert kept == ["A", "B", "C", "E"]
    kept, left = build_corpus(texts, dedup="none")
    assert kept == ["A", "B", "C", "D", "E"]
    assert build_corpus(texts, dedup_similarity=1)[0] == ["A", "B", "C", "E"]


def test_an_exact_duplicate_of_a_near_duplicate_names_the_page_that_stays(project: Path) -> None:
    text = prose(1)
    almost = text.replace(".\n", " indeed.\n")
    assert build_corpus({"A": text, "B": almost, "C": almost})[1] == {
        "B": ("near duplicate", page_path("A")),
        "C": ("exact duplicate", page_path("A")),
    }


@pytest.mark.slow
@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), max_size=25))
def test_near_duplicates_are_those_of_the_definition(pages: Sequence[tuple[int, int]]) -> None:
    """Against all pairs: MinHash may miss or add pages near the threshold, none that are far from it."""
    texts = [" ".join([*prose(seed, 100).split()[cut:], *prose(99, 100).split()[:cut]]) for seed, cut in pages]
    signed = np.array([np.frombuffer(each, "<u4") for each in duplicates.compute_signatures(texts)]).reshape(-1, 128)
    found = duplicates.find_near(signed, np.arange(len(texts)), 0.7)
    sets = [{tuple(text.split()[at : at + 5]) for at in range(96)} for text in texts]
    alike = {
        (one, two): len(sets[one] & sets[two]) / len(sets[one] | sets[two])
        for one, two in combinations(range(len(texts)), 2)
    }
    for page, first in found.items():
        assert first < page
        assert first not in found
    for (one, two), similarity in alike.items():
        if similarity == 1:
            assert found.get(one, one) == found.get(two, two)
    for page in found:
        assert max(alike[min(page, other), max(page, other)] for other in range(len(texts)) if other != page) > 0.5


def test_exact_duplicates_are_found_whatever_their_number() -> None:
    digests = np.array([[1, 2], [1, 3], [1, 2], [0, 0], [1, 2], [0, 0]], np.uint64)
    assert duplicates.find_first(digests.view("V16").ravel()).tolist() == [0, 1, 0, 3, 0, 3]
    assert duplicates.find_first(np.empty((0, 2), np.uint64).view("V16").ravel()).tolist() == []
