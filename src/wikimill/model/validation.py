"""The loss on what the training does not see."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wikimill.model.data import read_targets, read_tokens
from wikimill.model.engine import Learner


@dataclass(frozen=True)
class Validation:
    """Samples of a validation set.

    Args:
        tokens: [samples, length + 1] int32.
        counted: whether the loss on a predicted token counts, [samples, length] float32.
        size: samples of a forward pass.
    """

    tokens: npt.NDArray[np.int32]
    counted: npt.NDArray[np.float32]
    size: int

    def loss(self, learner: Learner) -> float:
        """Mean loss, in nats a counted token; NaN when there is none."""
        total = 0.0
        for start in range(0, len(self.tokens), self.size):
            part = self.tokens[start : start + self.size]
            full = np.resize(part, (self.size, part.shape[1]))  # always the same shape: compiled once
            total += float((learner.losses(full)[: len(part)] * self.counted[start : start + self.size]).sum())
        return total / float(self.counted.sum()) if self.counted.any() else math.nan


def validation(path: Path, length: int, most: int, size: int, targets: Path | None) -> Validation:
    """At most `most` samples of `length` tokens, spread evenly over the validation set in the file `path`.

    Args:
        path: a `.bin`.
        length: tokens of a sample.
        most: samples.
        size: samples of a forward pass.
        targets: the file that says which tokens count; None counts all.
    """
    tokens = read_tokens(path)
    number = max(0, (len(tokens) - 1) // length)
    chosen = np.linspace(0, max(0, number - 1), min(number, most)).astype(np.int64) * length
    places = chosen[:, None] + np.arange(length + 1)
    counted = read_targets(targets, len(tokens))[places[:, 1:]] if targets else np.ones((len(places), length))
    return Validation(tokens[places].astype(np.int32), counted.astype(np.float32), size)
