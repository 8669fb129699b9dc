"""The sliding window, against the loop of Hugging Face's guide to perplexity."""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from wikimill.model.backends.learner import Learner
from wikimill.model.perplexity import total_loss


def guide(number: int, context: int, stride: int) -> list[tuple[int, int]]:
    """Begin of the window and place of each predicted token, by the loop of Hugging Face's guide to perplexity."""
    found, done = [], 0
    for begin in range(0, number, stride):
        end = min(begin + context, number)
        found += [(begin, place) for place in range(done, end)]
        done = end
        if end == number:
            break
    return found


class Spy:
    """A learner whose loss on a token tells which it is and what its window begins with; counts its calls' shapes."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        self.shapes.append(tokens.shape)
        return (tokens[:, 1:] ** 2 + tokens[:, :1] * 3.0).astype(np.float32)


@given(st.integers(1, 60), st.integers(1, 20), st.integers(1, 20), st.integers(1, 5))
def test_every_token_is_predicted_once_in_the_window_of_the_guide(
    number: int, context: int, stride: int, size: int
) -> None:
    stride = min(stride, context)
    spy = Spy()
    ids = np.arange(1, number + 1, dtype=np.uint16)
    total = total_loss(cast(Learner, spy), ids, 0, context, stride, size)
    windows = guide(number, context, stride)
    assert [place for _, place in windows] == list(range(number))
    assert all(place - begin >= min(place, context - stride) for begin, place in windows)
    assert total == sum((place + 1) ** 2 + begin * 3 for begin, place in windows)
    assert len(set(spy.shapes)) == 1  # compiled once
