"""How pages are cut into the sequences of TFRecord files; tests/model/test_tfrecord.py reads the files."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.unit.corpus.builder import VOCABULARY
from wikimill.config.model import TFRecord
from wikimill.corpus.tokens import tfrecord
from wikimill.corpus.tokens.token_file import Ids, token_dtype

END = VOCABULARY.end_of_text
LENGTHS = [0, 1, 2, 5, 6, 7, 8, 9, 14, 15, 16, 17, 100, 0, 3]
SPECIAL_TOKENS = [(True, True), (True, False), (False, True), (False, False)]
Record = tuple[list[int], int]  # ids, and how many of them are not padding


def random_pages(seed: int) -> list[list[int]]:
    numbers = random.Random(seed)
    return [[numbers.randrange(END) for _ in range(length)] for length in LENGTHS]


def expected(pages: list[list[int]], size: int, bos: bool, eos: bool) -> list[Record]:
    """The documented cut, id by id."""
    found = []
    for page in pages:
        left = [END] * bos + page + [END] * eos
        while left:
            count = size - 1 if len(left) == size + 1 else size
            piece, left = left[:count], left[count:]
            found.append((piece + [END] * (size - len(piece)), len(piece)))
    return found


@pytest.mark.parametrize(("bos", "eos"), SPECIAL_TOKENS)
@pytest.mark.parametrize("size", [3, 8, 1024])
def test_sequences_are_the_pages_as_documented(size: int, bos: bool, eos: bool) -> None:
    pages = random_pages(1)
    options = TFRecord(max_seq_length=size, bos=bos, eos=eos)
    cut: Callable[..., list[Ids]] = tfrecord._sequences
    cuts = [sequence for page in pages for sequence in cut(np.array(page, "<u2"), END, options)]
    assert {sequence.dtype for sequence in cuts} == {token_dtype(1 << 16)}
    assert [sequence.tolist() for sequence in cuts] == [ids[:length] for ids, length in expected(pages, size, bos, eos)]


@pytest.mark.parametrize("block", [1, 7, 64, 1 << 20])
def test_pages_do_not_depend_on_the_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    pages = random_pages(6)
    np.array([number for text in pages for number in [*text, END]], "<u2").tofile(tmp_path / "train.bin")
    monkeypatch.setattr(tfrecord, "BLOCK", block)
    read: Callable[[Path, int, np.dtype[np.uint16]], Iterator[Ids]] = tfrecord._pages
    assert [page.tolist() for page in read(tmp_path / "train.bin", END, token_dtype(END + 1))] == pages
