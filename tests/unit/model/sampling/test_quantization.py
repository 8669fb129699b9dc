"""Weights of 8 bits, and what they are kept for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.unit.gpt2 import SHAPE, random_weights, sample_texts, save, token_losses
from wikimill.config.training import Generate
from wikimill.model.sampling import quantization
from wikimill.model.sampling.load import SamplingModel
from wikimill.model.sampling.network import Arrays
from wikimill.model.sampling.quantization import perplexity
from wikimill.model.weights import Shape, Weights


def test_a_model_of_8_bits_is_kept_and_made_anew_when_the_model_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = []
    original = quantization.int8_arrays

    def count(shape: Shape, weights: Weights) -> Arrays:
        computed.append(shape)
        return original(shape, weights)

    monkeypatch.setattr(quantization, "int8_arrays", count)
    options = Generate(nsamples=6, length=20, engine="int8")
    model = save(tmp_path / "m", SHAPE, random_weights(SHAPE))
    first = sample_texts(options, model)
    assert sample_texts(options, model) == first
    assert len(computed) == 1
    save(tmp_path / "m", SHAPE, random_weights(SHAPE, 8))
    assert sample_texts(options, model) != first
    assert len(computed) == 2
    (file,) = Path("cache/int8").iterdir()
    file.write_bytes(file.read_bytes()[:999])
    sample_texts(options, model)
    assert len(computed) == 3


def test_perplexity_is_that_of_a_plain_forward_pass(weights: Weights, exact: SamplingModel) -> None:
    ids = np.random.default_rng(3).integers(0, SHAPE.n_vocab, 70).astype("<u2")
    losses = []
    for start in range(0, 69, SHAPE.n_ctx):
        losses += list(token_losses(weights, SHAPE, ids[start : start + SHAPE.n_ctx + 1].tolist()))
    assert perplexity(exact.network, ids) == pytest.approx(np.exp(np.mean(losses)), rel=1e-4)
