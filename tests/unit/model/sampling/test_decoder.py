"""The decoder: its logits, those of a row beside others, and texts beyond the context."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.unit.gpt2 import SHAPE, forward, random_weights
from wikimill.model.sampling.decoder import Decoder
from wikimill.model.sampling.load import SamplingModel
from wikimill.model.sampling.network import Network
from wikimill.model.sampling.quantization import float32_arrays, int8_arrays
from wikimill.model.weights import Shape, Weights


@pytest.mark.parametrize("heads", [2, 3])
def test_logits_are_those_of_a_plain_forward_pass(heads: int) -> None:
    shape = Shape(50, 32, 24, heads, 2)
    weights = random_weights(shape)
    network = Network(shape, float32_arrays(shape, weights))
    ids = np.random.default_rng(0).integers(0, 50, 30).tolist()
    expected = forward(weights, shape, ids)
    decoder = Decoder(network, 3, 32)
    assert np.abs(decoder.score(ids) - expected).max() < 1e-4
    starts = [1, 12, 5]
    for row, start in enumerate(starts):
        assert np.abs(decoder.read(row, ids[:start]) - expected[start - 1]).max() < 1e-4
    for step in range(10):
        logits = decoder.step([ids[start + step] for start in starts])
        assert np.abs(logits - expected[[start + step for start in starts]]).max() < 1e-4
    decoder.copy(1, 0)
    decoder.reorder([2, 0])
    logits = decoder.step([ids[15], ids[22]])
    assert np.abs(logits - expected[[15, 22]]).max() < 1e-4


@pytest.mark.parametrize("make", [float32_arrays, int8_arrays])
def test_a_row_gives_the_same_bits_whatever_stands_beside_it(weights: Weights, make: Any) -> None:
    network = Network(SHAPE, make(SHAPE, weights))
    ids = np.random.default_rng(1).integers(0, SHAPE.n_vocab, 30).tolist()
    logits_of_row = []
    for rows in (1, 2, 3, 5, 8, 20):
        decoder = Decoder(network, rows, 25)
        for row in range(rows):
            decoder.read(row, ids[row : 2 * row + 1])
        decoder.read(rows - 1, ids[:7])
        logits_of_row.append([decoder.step([ids[7 + step]] * rows)[rows - 1] for step in range(10)])
    for other in logits_of_row[1:]:
        np.testing.assert_array_equal(logits_of_row[0], other)


def test_texts_beyond_the_context_keep_its_newer_half(weights: Weights, exact: SamplingModel) -> None:
    text = np.random.default_rng(2).integers(0, SHAPE.n_vocab, 80).tolist()
    decoder = Decoder(exact.network, 1, 99)
    decoder.read(0, text[:3])
    begin = 0
    for size in range(4, 81):
        logits = decoder.append([text[:size]])[0]
        if size - begin > SHAPE.n_ctx:
            begin = size - SHAPE.n_ctx // 2
        assert np.abs(logits - forward(weights, SHAPE, text[begin:size])[-1]).max() < 1e-4
    assert begin > 40
    long = decoder.read(0, text)
    assert np.abs(long - forward(weights, SHAPE, text[-SHAPE.n_ctx // 2 :])[-1]).max() < 1e-4
