"""Copied spans, against their definition."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikimill.report.suffix_automaton import NO_MATCH, Match, SuffixAutomaton, split_words

TEXT = st.lists(st.sampled_from("abc"), max_size=12)


def longest(text: Sequence[str], end: int, pages: Sequence[Sequence[str]]) -> int:
    """The length of the longest sequence that ends before `end` and stands in one of the pages."""
    joined = ["." + ".".join(page) + "." for page in pages]
    lengths = (n for n in range(end + 1) if any("." + ".".join([*text[end - n : end], ""]) in page for page in joined))
    return max(lengths, default=0)


@pytest.mark.slow
@given(st.lists(TEXT, max_size=4), st.lists(TEXT, max_size=4))
def test_matches_are_those_of_the_definition(texts: list[list[str]], pages: list[list[str]]) -> None:
    automaton = SuffixAutomaton(texts)
    assert sum(automaton.read(page, number) for number, page in enumerate(pages)) == sum(map(len, pages))
    found = automaton.find_matches()
    assert len(found) == len(texts)
    for text, matches in zip(texts, found, strict=True):
        assert [match.words for match in matches] == [longest(text, end, pages) for end in range(1, len(text) + 1)]
        for end, match in enumerate(matches, start=1):
            assert (match.page >= 0) == (match.words > 0)
            if match.words:
                assert longest(text, end, [pages[match.page]]) == match.words


def test_a_sequence_does_not_go_on_from_one_page_to_the_next() -> None:
    automaton = SuffixAutomaton([split_words("the black wind came over")])
    automaton.read(split_words("the black"), 0)
    automaton.read(split_words("wind came over"), 1)
    assert automaton.find_matches() == [[Match(1, 0), Match(2, 0), Match(1, 1), Match(2, 1), Match(3, 1)]]


def test_words_have_no_case_and_no_punctuation_and_unspaced_scripts_have_letters() -> None:
    text = "The “Black Wind” (1904) — İt's STRASSE"
    assert split_words(text) == [
        "the",
        "black",
        "wind",
        "1904",
        "i̇t",
        "s",
        "strasse",
    ]
    assert split_words("हिन्दी भाषा। שָׁלוֹם cafe\u0301!") == ["हिन्दी", "भाषा", "שָׁלוֹם", "cafe\u0301"]
    assert split_words("フェリーは朝8時に") == ["フ", "ェ", "リ", "ー", "は", "朝", "8", "時", "に"]


def test_a_text_that_repeats_one_word_takes_no_more_time_than_any_other() -> None:
    automaton = SuffixAutomaton([["a"] * 20_000])  # walking links anew for each word would take 200 million steps
    automaton.read(["b"], 0)
    assert automaton.find_matches() == [[NO_MATCH] * 20_000]
