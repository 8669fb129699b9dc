"""The reader's time grows with a page's length, whatever token the page is over and over. See hostile.lua."""

from __future__ import annotations

import re
from itertools import accumulate
from pathlib import Path

import pytest

from tests.reader.test_hostile import ROOT, pandoc
from tests.reader.test_variants import read
from wikimill.site.variants import language_variants

HERE = Path(__file__).parent


def slow(way: str) -> set[str]:
    """The pages that took more than thrice the time for each byte when they were eight times as long."""
    found = set()
    for line in pandoc("lua", HERE / "hostile.lua", ROOT, way, 1, 8).splitlines():
        name, *seconds = line.split("\t")
        assert "error" not in line, line
        short, long = map(float, seconds)
        if long > max(0.1, 24 * short):  # quadratic is 64 times
            found.add(name)
    return found


@pytest.mark.parametrize("way", ["words", "all"])
def test_the_time_for_a_page_grows_with_its_length(way: str) -> None:
    # A machine with other work to do is slow at times, and not for the same page again.
    assert not slow(way) or not slow(way) & slow(way)


TOKENS = [
    "-{", "-{a", "}-", "-{}-", "-", "}{", "-{|", "-{A|a", "-{sr-ec:a;", ";sr-ec:", "-{A|sr-ec:a;sr-el:b}-", "=>", "X ",
    "-{a=>sr-ec:", "-{H|a=>sr-ec:b}-", "-{sr-ec;", "<code>", "<code>ш</code>", "[[шума]]", "&amp;", ">", ";a -{ b:",
    "шума ", "-{\n*",
    "<langconvert from=sr to=sr-el>ш", "<langconvert from=sr to=sr-el>ш</langconvert>", "<pre>-{a}-</pre>", "http://a-{",
]  # fmt: skip


def slow_tokens(variant: str | None) -> set[str]:
    """Tokens of which a page took more than thrice the time for each byte when it was eight times as long."""
    sizes = (5_000, 40_000)
    texts = [token * (size // len(token.encode())) for token in TOKENS for size in sizes]
    [made] = read([{"known": language_variants("sr", variant), "pages": texts}])
    times = [seconds for _, seconds in made]
    return {
        token
        for token, short, long in zip(TOKENS, times[::2], times[1::2], strict=True)
        if long > max(0.2, 24 * short)  # quadratic is 64 times
    }


@pytest.mark.parametrize("variant", [None, "sr-el"])
def test_the_time_for_a_page_in_variants_grows_with_its_length(variant: str | None) -> None:
    assert not slow_tokens(variant) or not slow_tokens(variant) & slow_tokens(variant)


def deeper(sign: str) -> str:
    """A page of a list whose lines are each one level deeper."""
    return "\n".join(f"{sign * level} word{level}" for level in range(1, 1500))


def slow_signs() -> set[str]:
    """Signs of lists that take more than four times as long as others."""
    signs = "*#:;"
    [made] = read([{"known": language_variants("sr", None), "pages": list(map(deeper, signs))}])
    for html, _ in made:
        assert re.findall(r"word\d+", html) == [f"word{level}" for level in range(1, 1500)]
        ends = re.findall(r"<(/?)[dou]l\b", html)
        assert max(accumulate(-1 if end else 1 for end in ends), default=0) <= 30
    times = {sign: seconds for sign, (_, seconds) in zip(signs, made, strict=True)}
    return {sign for sign in signs if times[sign] > 4 * min(times.values())}


def test_lists_that_go_deeper_line_by_line_keep_their_words_and_take_no_longer_whatever_their_sign() -> None:
    assert not slow_signs() or not slow_signs() & slow_signs()
