"""Training samples straight from the token files: every batch is a function of seed and step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wikimill.errors import WikimillError

Tokens = npt.NDArray[np.uint16]
ROUNDS = 4  # of the permutation; enough for the Luby-Rackoff construction


class Mapped:
    """A file of numbers, mapped into memory only while some are taken: what was visited before takes none.

    Args:
        path: the file.
        dtype: of its numbers.
    """

    def __init__(self, path: Path, dtype: str) -> None:
        self.path, self.dtype = path, np.dtype(dtype)
        self.size = path.stat().st_size // self.dtype.itemsize

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, places: npt.NDArray[np.int64] | slice) -> npt.NDArray[Any]:
        numbers = np.memmap(self.path, self.dtype, mode="r") if self.size else np.empty(0, self.dtype)
        return np.array(numbers[places])


def read_tokens(path: Path) -> Mapped:
    """The ids of a `.bin`, uint16.

    Raises:
        WikimillError: the file is cut.
    """
    size = path.stat().st_size
    if size % 2:
        raise WikimillError(f"{path}: {size} bytes are no whole number of 16-bit ids; delete it, and it is made again")
    return Mapped(path, "<u2")


def read_targets(path: Path, tokens: int) -> Mapped:
    """Which of the `tokens` tokens count, uint8.

    Raises:
        WikimillError: the file is of other tokens.
    """
    targets = Mapped(path, "u1")
    if len(targets) != tokens:
        raise WikimillError(f"{path}: it is of other tokens; delete it, and it is made again")
    return targets


@dataclass(frozen=True)
class Samples:
    """A training set as samples of `length` tokens, in an order that seed and epoch give.

    An epoch cuts the tokens into samples from an offset of its own, and visits each once. The order is a keyed
    permutation that is computed, not stored: memory does not grow with the corpus.

    Args:
        tokens: ids of all pages.
        counted: whether the loss on each counts; None counts all.
        length: tokens of a sample.
        seed: of the order.
    """

    tokens: Mapped
    counted: Mapped | None
    length: int
    seed: int

    @property
    def number(self) -> int:
        """Samples of an epoch."""
        return max(1, (len(self.tokens) - 1) // self.length - 1)

    def batch(self, step: int, accumulated: int, size: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """The samples of a step.

        Args:
            step: from 0.
            accumulated: forward passes of a step.
            size: samples of a pass.

        Returns:
            Ids [accumulated, size, length + 1], and which of the last `length` of them count, 0 or 1.
        """
        first = step * accumulated * size
        starts = self._starts(np.arange(first, first + accumulated * size, dtype=np.uint64))
        places = starts.astype(np.int64)[:, None] + np.arange(self.length + 1)
        shape = (accumulated, size)
        ids = self.tokens[places].astype(np.int32).reshape(*shape, self.length + 1)
        if self.counted is None:
            return ids, np.ones((*shape, self.length), np.float32)
        return ids, self.counted[places[:, 1:]].astype(np.float32).reshape(*shape, self.length)

    def _starts(self, numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        """Where the samples with these numbers, counted from the first of the training, begin."""
        number = np.uint64(self.number)
        epochs, places = numbers // number, numbers % number
        keys = _mixed(epochs + np.uint64(self.seed << 32))
        room = max(1, min(self.length, len(self.tokens) - 1 - self.number * self.length + 1))
        return _permuted(places, keys, self.number) * np.uint64(self.length) + keys % np.uint64(room)


def _permuted(places: npt.NDArray[np.uint64], keys: npt.NDArray[np.uint64], number: int) -> npt.NDArray[np.uint64]:
    """A permutation of 0 … number - 1 for each key: a Feistel network, walked until it ends within the range."""
    bits = max(1, ((number - 1).bit_length() + 1) // 2)
    half, mask = np.uint64(bits), np.uint64((1 << bits) - 1)
    out = places.copy()
    left_over = np.ones(len(out), bool)
    while left_over.any():
        left, right = out[left_over] >> half, out[left_over] & mask
        for round_ in range(ROUNDS):
            mixed = _mixed(right ^ _mixed(keys[left_over] + np.uint64(round_)))
            left, right = right, left ^ (mixed & mask)
        out[left_over] = (left << half) | right
        left_over = out >= number
    return out


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """SplitMix64's finalizer (Steele, Lea and Flood 2014)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
