"""The number of weights of known models."""

from __future__ import annotations

import pytest

from wikimill.model.weights import Shape


@pytest.mark.parametrize(
    ("name", "width", "heads", "layers"),
    [("124M", 768, 12, 12), ("355M", 1024, 16, 24), ("774M", 1280, 20, 36), ("1558M", 1600, 25, 48)],
)
def test_released_sizes_have_their_number_of_weights(name: str, width: int, heads: int, layers: int) -> None:
    assert round(Shape(50257, 1024, width, heads, layers).parameters / 1e6) == int(name[:-1])
