"""Where two texts begin to differ."""

from __future__ import annotations

import pytest

from wikimill.convert.short_diff import LONGEST, MOST_LINES, short_diff


@pytest.mark.parametrize(
    ("one", "other", "lines"),
    [
        ("a", "a\n", ["-a", "+a⏎"]),
        (
            "It nests. The tern is 12 km away. It flies.",
            "It nests. The tern is 13 km away. It flies.",
            [" It nests. ", "-The tern is 12 km away. ", "+The tern is 13 km away. ", " It flies."],
        ),
        ("one\n<b>a</b> two\nthree", "one\n<b>b</b> two\nthree", [" <b>", "-a", "+b", " </b>"]),
        ("{|\n| a || b\n|}", "{|\n| a || c\n|}", [" |", "-| b⏎", "+| c⏎", " |}"]),
        ("", "x", ["+x"]),
        ("bell\x07 \x1b[31mred\u202e", "bell", ["-bell\\x07 \\x1b[31mred\\u202e", "+bell"]),
    ],
)
def test_lines_are_sentences_tags_and_cells(one: str, other: str, lines: list[str]) -> None:
    assert short_diff(one, other) == lines


def test_a_small_difference_in_a_long_page_is_all_that_is_shown() -> None:
    rest = "".join(f"Sentence {number} of the page. " for number in range(9000))
    assert short_diff(f"A. {rest}", f"B. {rest}") == ["-A. ", "+B. ", " Sentence 0 of the page. "]
    assert short_diff(f"{rest}A. {rest}", f"{rest}B. C. {rest}")[1:4] == ["-A. ", "+B. ", "+C. "]


def test_much_is_cut() -> None:
    lines = short_diff("".join(f"a{number}. " for number in range(99)), "b")
    assert len(lines) == MOST_LINES + 1
    assert lines[-1] == "…"
    assert max(map(len, short_diff("x" * 999, "y" * 999))) == LONGEST + 2


@pytest.mark.parametrize(
    ("one", "other"),
    [("<" * 500_000, ">" * 500_000), ("a|" * 250_000, "b|" * 250_000), ("a. " * 200_000, "b. "), ("{{" * 99_999, "")],
)
def test_any_texts_are_compared_at_once(one: str, other: str) -> None:
    assert short_diff(one, other)
