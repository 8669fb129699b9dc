"""Which tokens are drawn, and when a text ends."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pytest

from wikimill.model.sampling.sampler import SamplingParams, candidates, penalize, sample_rng, sample_token


def reference(logits: npt.NDArray[np.float32], params: SamplingParams) -> dict[int, float]:
    """Probabilities by a full sort: top_k, then top_p."""
    order = np.argsort(-logits, kind="stable")
    order = order[: params.top_k] if params.top_k else order
    shares = np.exp((logits[order] - logits.max()).astype(np.float64) / params.temperature)
    shares /= shares.sum()
    before = np.cumsum(shares) - shares
    order, shares = order[before < params.top_p], shares[before < params.top_p]
    return dict(zip(order.tolist(), shares / shares.sum(), strict=True))


@pytest.mark.parametrize("size", [300, 9000])
@pytest.mark.parametrize("spread", [0.5, 4.0])
@pytest.mark.parametrize(("top_k", "top_p"), [(0, 1.0), (7, 1.0), (0, 0.6), (40, 0.5), (0, 0.999), (99999, 1.0)])
def test_candidates_are_those_of_a_full_sort(size: int, spread: float, top_k: int, top_p: float) -> None:
    rng = np.random.default_rng(size)
    for temperature in (0.7, 1.3):
        logits = (rng.standard_normal(size) * spread).astype(np.float32)
        params = SamplingParams("sample", temperature, top_k, top_p)
        kept, found = candidates(logits, params)
        ids = range(size) if kept is None else kept.tolist()
        expected = reference(logits, params)
        assert len(set(ids) ^ set(expected)) <= (2 if top_p == 0.999 else 0)  # sums of float32 round
        shares = dict(zip(ids, found / found.sum(dtype=np.float64), strict=True))
        assert all(abs(shares.get(each, 0) - expected.get(each, 0)) < 1e-4 for each in expected)


@pytest.mark.slow
def test_draws_have_the_frequencies_of_the_candidates() -> None:
    logits = np.array([1.0, 0.5, 3.0, -1.0, 2.5, 0.0], np.float32)
    params = SamplingParams("sample", 1.2, 4, 0.9)
    rng = sample_rng(0, 0, 0)
    counts = np.bincount([sample_token(logits, params, rng, []) for _ in range(6000)], minlength=6) / 6000
    expected = reference(logits, params)
    assert len(expected) == 3
    assert all(abs(counts[each] - expected.get(each, 0)) < 0.02 for each in range(6))
    assert sample_token(logits, SamplingParams("greedy", 1.0, 0, 1.0), rng, []) == 2


def test_uniform_numbers_are_of_seed_index_and_attempt() -> None:
    drawn = {key: sample_rng(*key).random() for key in itertools.product((0, 1), repeat=3)}
    assert len(set(drawn.values())) == 8
    assert drawn == {key: sample_rng(*key).random() for key in drawn}


def test_the_penalty_is_on_the_tokens_that_the_text_has() -> None:
    """Worked example: 3 / 1.5 = 2, -1 * 1.5 = -1.5; a token that comes twice is not penalized twice."""
    logits = np.array([3.0, 2.5, -1.0, 0.0], np.float32)
    assert penalize(logits, [0, 2, 0], 1.5).tolist() == [2.0, 2.5, -1.5, 0.0]
    assert logits.tolist() == [3.0, 2.5, -1.0, 0.0]
    greedy, rng = SamplingParams("greedy", 1.0, 0, 1.0, 1.5), np.random.default_rng(0)
    assert [sample_token(logits, greedy, rng, text) for text in ([], [0], [0, 1])] == [0, 1, 0]
