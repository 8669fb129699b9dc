"""Training samples straight from the token files: every batch is a function of seed and step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wikimill.corpus.tokens.loss_mask import LossMask
from wikimill.corpus.tokens.token_file import Ids, count_tokens

FEISTEL_ROUNDS = 4  # enough for the Luby-Rackoff construction


class MappedTokens:
    """The ids of a `.bin`, mapped into memory only while some are read: what was read before takes no memory.

    Args:
        path: the file.
        dtype: of its ids, see `token_dtype`.

    Raises:
        WikimillError: the file is truncated.
    """

    def __init__(self, path: Path, dtype: np.dtype[Any]) -> None:
        self.path, self.dtype, self.size = path, dtype, count_tokens(path, dtype)

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, indexes: npt.NDArray[np.int64] | slice) -> Ids:
        ids = np.memmap(self.path, self.dtype, mode="r") if self.size else np.empty(0, self.dtype)
        return np.array(ids[indexes])


@dataclass(frozen=True)
class Dataset:
    """A training set as samples of `length` tokens, in an order that depends on seed and epoch alone.

    An epoch cuts the tokens into samples from an offset of its own, and visits each once. The order is a keyed
    permutation that is computed, not stored: memory does not grow with the corpus.

    Args:
        tokens: ids of all pages.
        loss_mask: whether the loss on each token counts; None counts all.
        length: tokens of a sample.
        seed: of the order.
    """

    tokens: MappedTokens
    loss_mask: LossMask | None
    length: int
    seed: int

    @property
    def samples_per_epoch(self) -> int:
        """Samples of an epoch."""
        return max(1, (len(self.tokens) - 1) // self.length - 1)

    def batch(self, step: int, accumulated: int, size: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """The samples of a step.

        Args:
            step: from 0.
            accumulated: forward passes of a step.
            size: samples of a pass.

        Returns:
            Ids [accumulated, size, length + 1], and the loss mask of the last `length` of them, 0 or 1.
        """
        first = step * accumulated * size
        starts = self._starts(np.arange(first, first + accumulated * size, dtype=np.uint64))
        indexes = starts.astype(np.int64)[:, None] + np.arange(self.length + 1)
        shape = (accumulated, size)
        ids = self.tokens[indexes].astype(np.int32).reshape(*shape, self.length + 1)
        if self.loss_mask is None:
            return ids, np.ones((*shape, self.length), np.float32)
        return ids, self.loss_mask[indexes[:, 1:]].astype(np.float32).reshape(*shape, self.length)

    def _starts(self, numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        """The first token of each of these samples, which are numbered from the start of the training."""
        per_epoch = np.uint64(self.samples_per_epoch)
        epochs, positions = numbers // per_epoch, numbers % per_epoch
        keys = _mix(epochs + np.uint64(self.seed << 32))
        offsets = max(1, min(self.length, len(self.tokens) - 1 - self.samples_per_epoch * self.length + 1))
        order = _permute(positions, keys, self.samples_per_epoch)
        return order * np.uint64(self.length) + keys % np.uint64(offsets)


def _permute(positions: npt.NDArray[np.uint64], keys: npt.NDArray[np.uint64], size: int) -> npt.NDArray[np.uint64]:
    """A permutation of 0 … size - 1 for each key: a Feistel network, applied until the result is within the range."""
    bits = max(1, ((size - 1).bit_length() + 1) // 2)
    half, mask = np.uint64(bits), np.uint64((1 << bits) - 1)
    result = positions.copy()
    outside = np.ones(len(result), bool)
    while outside.any():
        left, right = result[outside] >> half, result[outside] & mask
        for number in range(FEISTEL_ROUNDS):
            mixed = _mix(right ^ _mix(keys[outside] + np.uint64(number)))
            left, right = right, left ^ (mixed & mask)
        result[outside] = (left << half) | right
        outside = result >= size
    return result


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """SplitMix64's finalizer (Steele, Lea and Flood 2014)."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
