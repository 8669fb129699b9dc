"""The loss on a whole text that is longer than a model's context: by a window that slides over it.

Source: https://huggingface.co/docs/transformers/perplexity. A window begins every `stride` tokens, and counts what no
window before it has predicted: every token once, with at least `context` - `stride` tokens before it in its window.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from wikimill.model.data import Tokens
from wikimill.progress import bar


class Predictor(Protocol):
    """What tells a model's losses: a `Learner`, or a sampler's network."""

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.floating]:
        """The loss of every predicted token, in nats: [windows, length] of tokens [windows, length + 1]."""


def total_loss(model: Predictor, tokens: Tokens, before: int, context: int, stride: int, size: int) -> float:
    """The loss on all tokens together, in nats.

    Args:
        model: what predicts.
        tokens: all of which are predicted, [n] uint16, n ≥ 1.
        before: the token that stands before the first.
        context: tokens that a window reads, and predicts.
        stride: tokens from one window to the next, at most `context`.
        size: windows of a forward pass.
    """
    number = len(tokens)
    length = min(context, number)
    windows = 1 + max(0, -(-(number - length) // stride))
    size = min(size, windows)
    ids = np.concatenate([np.array([before], tokens.dtype), tokens])
    total = 0.0
    with bar("Evaluating", windows, "window") as progress:
        for first in range(0, windows, size):
            starts = np.arange(first, first + size) * stride  # always as many: compiled once
            places = starts[:, None] + np.arange(length + 1)
            losses = model.losses(ids[np.minimum(places, number)].astype(np.int32))
            total += float(losses[_counted(places[:, 1:], starts, stride, number)].sum(dtype=np.float64))
            progress.update(min(size, windows - first))
    return total


def _counted(
    places: npt.NDArray[np.int64], starts: npt.NDArray[np.int64], stride: int, number: int
) -> npt.NDArray[np.bool_]:
    """Which predictions count, [windows, length]: of the tokens, numbered from 1, that the window before did not see.

    A window beyond the last has nothing new within the text.
    """
    seen = np.where(starts, starts - stride + places.shape[1], 0)
    return (places > seen[:, None]) & (places <= number)
