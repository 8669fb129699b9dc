"""Pages that are, or nearly are, the same as another.

Near duplicates by MinHash: the share of equal numbers in two signatures estimates the Jaccard similarity of the
pages' word 5-grams. Only pages that are equal in one of sixteen bands of eight numbers are compared (locality-sensitive
hashing): at a similarity of 0.8 that finds 95 %, at 0.9 all but one in ten thousand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import rensa

NUMBERS = 128  # of a signature
BANDS = 16
SHINGLE = 5  # words
SEED = 1
WORD = re.compile(r"\w+")
COMPARED = 1 << 16  # pairs at a time

Signatures = npt.NDArray[np.uint32]
Pages = npt.NDArray[np.int64]


class Duplicate(NamedTuple):
    """A page that is left out: the number of the page that stays, and how alike they are."""

    original: int
    reason: str  # `exact duplicate` or `near duplicate`


def find_duplicates(
    digests: npt.NDArray[np.uint64], signatures: Signatures | None, similarity: float
) -> dict[int, Duplicate]:
    """The pages that are the same as one before them, by number.

    Args:
        digests: of the texts, shape (pages, 2).
        signatures: shape (pages, 128), possibly on disk; None looks for exact duplicates alone.
        similarity: of near duplicates, at least.
    """
    firsts = find_first(digests.view("V16").ravel())  # each digest as one value
    is_first = firsts == np.arange(len(firsts))
    nearest = {} if signatures is None else find_near(signatures, np.flatnonzero(is_first), similarity)
    found = {page: Duplicate(first, "near duplicate") for page, first in nearest.items()}
    for page in np.flatnonzero(~is_first).tolist():
        first = int(firsts[page])
        found[page] = Duplicate(nearest.get(first, first), "exact duplicate")
    return found


def compute_signatures(texts: Sequence[str]) -> list[bytes]:
    """The MinHash signature of each text: 128 numbers, uint32, little-endian."""
    shingles = [_shingles(text) for text in texts]
    digests = rensa.RMinHash.digests_from_token_sets(shingles, num_perm=NUMBERS, seed=SEED)
    return [np.asarray(digest, "<u4").tobytes() for digest in digests]


def find_first(keys: npt.NDArray[Any]) -> Pages:
    """For each key the first position at which it is; its own when it is not before it. Shape (pages,)."""
    order = np.argsort(keys, kind="stable")  # equal keys stay in the order of the pages
    starts = np.arange(len(order))
    starts[1:][keys[order[1:]] == keys[order[:-1]]] = 0
    firsts = np.empty(len(order), np.int64)
    firsts[order] = order[np.maximum.accumulate(starts)]
    return firsts


def find_near(signed: Signatures, pages: Pages, similarity: float) -> dict[int, int]:
    """For pages that are nearly the same as one before them, the first page of their group.

    Args:
        signed: shape (pages, 128); it may be on disk.
        pages: the numbers of the pages to look at, ascending.
        similarity: of two near duplicates, at least.
    """
    parents: dict[int, int] = {}

    def root(page: int) -> int:
        while page in parents:
            above = parents[page]
            parents[page] = parents.get(above, above)  # path halving: the way is half as long the next time
            page = above
        return page

    width = NUMBERS // BANDS
    for band in range(BANDS):
        firsts = find_first(_keys(signed, pages, band * width, width))
        members = np.flatnonzero(firsts != np.arange(len(firsts)))
        for start in range(0, len(members), COMPARED):
            some = members[start : start + COMPARED]
            left, right = pages[firsts[some]], pages[some]
            alike = (signed[left] == signed[right]).mean(axis=1) >= similarity
            for one, other in zip(left[alike].tolist(), right[alike].tolist(), strict=True):
                first, second = sorted((root(one), root(other)))
                if first != second:
                    parents[second] = first
    return {page: root(page) for page in parents}


def _keys(signed: Signatures, pages: Pages, start: int, width: int) -> npt.NDArray[np.uint64]:
    """One number for each page's band."""
    keys = np.zeros(len(pages), np.uint64)
    for begin in range(0, len(pages), COMPARED):
        some = slice(begin, begin + COMPARED)
        for column in range(start, start + width):
            keys[some] = (keys[some] ^ signed[pages[some], column]) * np.uint64(0x9E3779B97F4A7C15)
    return keys


def _shingles(text: str) -> set[str]:
    words = WORD.findall(text.lower())
    return {" ".join(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1))}
