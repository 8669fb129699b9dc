"""The text of a page as it goes into the corpus."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikimill.corpus.pages.cleaning import CONTROL, line_hashes, normalize, remove_lines, target_after_removal


@pytest.mark.slow
@given(st.text())
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    once = normalize(text, "NFC")
    assert normalize(once, "NFC") == once
    assert unicodedata.is_normalized("NFC", once)
    assert not CONTROL.search(once)


LINES = st.lists(st.sampled_from(["", "a b c d e", " a b c d e", "# a b c d e f", "b c d e f g", "x", "a b", "a", " "]))


@pytest.mark.slow
@given(LINES.map("\n".join), LINES.map("\n".join), st.sets(st.sampled_from(["a b c d e", "b c d e f g"])))
def test_what_is_left_of_a_target_is_found_whatever_lines_are_gone(
    source: str, target: str, repeated: set[str]
) -> None:
    hashes = line_hashes("\n".join(repeated))
    text, gone = remove_lines(source + target, set(hashes.values()))
    start = target_after_removal(source + target, len(source), gone, len(text))
    kept: list[list[str]] = [[], []]
    position = 0
    for line in (source + target).split("\n"):
        if line.strip() not in gone:
            cut = min(max(len(source) - position, 0), len(line))
            kept[0].append(line[:cut])
            kept[1].append(line[cut:])
        position += len(line) + 1
    assert [text[:start].replace("\n", ""), text[start:].replace("\n", "")] == ["".join(part) for part in kept]
