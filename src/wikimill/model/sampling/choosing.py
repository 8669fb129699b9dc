"""Which token comes next: the likeliest, or one drawn.

Everything is done row by row, so that a sample does not depend on its batch. Of 50,257 logits the largest `FIRST` are
found by partition, and all are sorted only if those do not hold the share `top_p`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

FIRST = 2048
Row = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Choice:
    """How tokens are chosen; see the configuration's section `generate`."""

    strategy: Literal["sample", "greedy", "beam"]
    temperature: float
    top_k: int
    top_p: float


def generator(seed: int, index: int, attempt: int) -> np.random.Generator:
    """The source of a sample's uniform numbers, one a token: a function of these three alone.

    Args:
        seed: `generate.seed`.
        index: number of the sample, from 0.
        attempt: how often this sample was begun before, and ended before it said anything.
    """
    return np.random.Generator(np.random.Philox(key=[seed, index], counter=[0, 0, 0, attempt]))


def choose(logits: Row, choice: Choice, chance: np.random.Generator) -> int:
    """The id of the next token.

    Args:
        logits: float32 [n_vocab].
        choice: `top_k` first, then `top_p` of what that leaves; tokens as likely as the last one kept stay, too.
        chance: gives one number; none to the likeliest token.
    """
    if choice.strategy == "greedy":
        return int(logits.argmax())
    kept, weights = candidates(logits, choice)
    sums = np.cumsum(weights, dtype=np.float64)
    place = int(np.searchsorted(sums, chance.random() * sums[-1], side="right"))
    place = min(place, len(sums) - 1)
    return place if kept is None else int(kept[place])


def candidates(logits: Row, choice: Choice) -> tuple[npt.NDArray[np.intp] | None, Row]:
    """Ids that may be drawn, ascending (None for all of them), and their weights, which need not add up to 1."""
    scaled = logits - logits.max()
    scaled /= np.float32(choice.temperature)
    kept = None
    if 0 < choice.top_k < len(scaled):
        place = len(scaled) - choice.top_k
        kept = np.flatnonzero(scaled >= np.partition(scaled, place)[place])
        scaled = scaled[kept]
    weights = np.exp(scaled)
    if choice.top_p < 1:
        nucleus = np.flatnonzero(weights >= _least(weights, choice.top_p))
        kept, weights = nucleus if kept is None else kept[nucleus], weights[nucleus]
    return kept, weights


def _least(weights: Row, share: float) -> np.float32:
    """The smallest weight of the likeliest tokens that make up this share of the sum."""
    needed = share * float(weights.sum(dtype=np.float64))
    first = len(weights) - FIRST
    for largest in (np.partition(weights, first)[first:] if first > 0 else weights, weights):
        ordered = np.sort(largest)[::-1]
        sums = np.cumsum(ordered, dtype=np.float64)
        if sums[-1] >= needed or len(ordered) == len(weights):
            break
    return np.float32(ordered[min(int(np.searchsorted(sums, needed)), len(ordered) - 1)])
