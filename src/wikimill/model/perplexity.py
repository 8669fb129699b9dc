"""The loss on a whole text that is longer than a model's context: with a sliding window.

Source: https://huggingface.co/docs/transformers/perplexity. A window starts every `stride` tokens, and counts only what
no window before it has predicted: every token once, with at least `context` - `stride` tokens before it in its window.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from wikimill.corpus.tokens.token_file import Ids
from wikimill.progress import bar


class Predictor(Protocol):
    """What computes a model's losses: a `Learner`, or a sampler's network."""

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.floating]:
        """The loss of every predicted token, in nats: [windows, length] for tokens [windows, length + 1]."""


def total_loss(model: Predictor, tokens: Ids, first: int, context: int, stride: int, batch_size: int) -> float:
    """The loss on all tokens together, in nats.

    Args:
        model: what predicts.
        tokens: all of which are predicted, [n] uint16 or uint32, n ≥ 1.
        first: the token before them.
        context: tokens that a window reads, and predicts.
        stride: tokens from one window to the next, at most `context`.
        batch_size: windows of a forward pass.
    """
    count = len(tokens)
    length = min(context, count)
    windows = 1 + max(0, -(-(count - length) // stride))
    batch_size = min(batch_size, windows)
    ids = np.concatenate([np.array([first], tokens.dtype), tokens])
    total = 0.0
    with bar("Evaluating", windows, "window") as progress:
        for window in range(0, windows, batch_size):
            starts = np.arange(window, window + batch_size) * stride  # always as many: compiled once
            positions = starts[:, None] + np.arange(length + 1)
            losses = model.losses(ids[np.minimum(positions, count)].astype(np.int32))
            total += float(losses[_is_new(positions[:, 1:], starts, stride, count)].sum(dtype=np.float64))
            progress.update(min(batch_size, windows - window))
    return total


def _is_new(
    positions: npt.NDArray[np.int64], starts: npt.NDArray[np.int64], stride: int, count: int
) -> npt.NDArray[np.bool_]:
    """Which tokens, numbered from 1, the previous window has not predicted, [windows, length].

    A window beyond the last one has no new token of the text.
    """
    predicted = np.where(starts, starts - stride + positions.shape[1], 0)
    return (positions > predicted[:, None]) & (positions <= count)
