"""Beam search, against all texts of a tiny vocabulary."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from tests.unit.corpus.builder import VOCABULARY
from tests.unit.gpt2 import forward, random_weights
from wikimill.model.sampling.beam import beam_search
from wikimill.model.sampling.load import SamplingModel
from wikimill.model.sampling.network import Network
from wikimill.model.sampling.quantization import float32_arrays
from wikimill.model.weights import Shape


def test_more_beams_find_likelier_texts_and_enough_the_likeliest(tmp_path: Path) -> None:
    vocabulary, length = 5, 4
    shape = Shape(vocabulary, 16, 8, 1, 1)
    weights = random_weights(shape, 5)
    network = Network(shape, float32_arrays(shape, weights))
    model = SamplingModel(tmp_path, "float32", network, VOCABULARY.tokenizer(special=True), vocabulary - 1)

    def mean(ids: list[int]) -> float:
        logits = forward(weights, shape, [2, *ids])[:-1]
        logs = logits - np.log(np.exp(logits).sum(1, keepdims=True))
        return float(logs[np.arange(len(ids)), ids].mean())

    others = range(vocabulary - 1)
    texts = [[*ids] for ids in itertools.product(others, repeat=length)]
    texts += [[*ids, vocabulary - 1] for size in range(length) for ids in itertools.product(others, repeat=size)]
    best = max(texts, key=mean)
    assert beam_search(model, [2], length, vocabulary**length) == best
    scores = [mean(beam_search(model, [2], length, beams)) for beams in (2, 4, 30)]
    assert mean(best) == pytest.approx(max(scores), abs=1e-5)
    assert scores == sorted(scores)
