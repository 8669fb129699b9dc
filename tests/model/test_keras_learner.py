"""What each option of training does to one or two steps of a tiny model, in Keras on TensorFlow."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from wikimill.config.training import Train
from wikimill.model.backends.learner import Learner, OutOfMemoryError
from wikimill.model.backends.select import load_learner, prepare
from wikimill.model.weights import Shape, Weights, initial_weights, weight_shapes

SHAPE = Shape(n_vocab=61, n_ctx=16, n_embd=16, n_head=2, n_layer=1)
WEIGHTS = initial_weights(SHAPE, 1)
RATE = 1e-3
MATRICES = {name for name, size in weight_shapes(SHAPE).items() if len(size) == 2}


def options(**overrides: Any) -> Train:
    return Train.model_validate({"batch_size": 4, "sample_length": 12, "precision": "float32", **overrides})


def learner(rates: list[float] | None = None, **overrides: Any) -> Learner:
    chosen = options(**overrides)
    prepare(chosen)
    return load_learner(SHAPE, WEIGHTS, chosen, rates or [RATE] * 10)


def batch(number: int = 0, accumulated: int = 1, size: int = 4) -> npt.NDArray[np.int32]:
    """The same tokens for the same `number`, however they are parted."""
    ids = np.random.default_rng(number).integers(0, SHAPE.n_vocab, (accumulated * size, 13), np.int32)
    return ids.reshape(accumulated, size, 13)


def run_steps(model: Learner, *batches: npt.NDArray[np.int32]) -> list[float]:
    return [float(model.step(ids, np.ones((*ids.shape[:2], 12), np.float32))) for ids in batches]


def changes(model: Learner) -> Weights:
    return {name: value - WEIGHTS[name] for name, value in model.weights().items()}


class Plain(NamedTuple):
    """Two plain steps: their losses, and the weights after each."""

    losses: list[float]
    first: Weights
    weights: Weights


@pytest.fixture(scope="module")
def plain() -> Plain:
    model = learner()
    losses = run_steps(model, batch(0))
    first = model.weights()
    return Plain(losses + run_steps(model, batch(1)), first, model.weights())


def are_close(one: Weights, other: Weights, tolerance: float = 1e-6) -> bool:
    return all(np.allclose(one[name], other[name], atol=tolerance) for name in weight_shapes(SHAPE))


def test_a_step_is_adams(plain: Plain) -> None:
    """After one step every weight with a gradient has moved by the learning rate, whatever the gradient's size."""
    first, second = plain.losses
    assert first == pytest.approx(np.log(SHAPE.n_vocab), abs=0.3)
    moved = np.abs(plain.first["h0/mlp/c_fc/w"] - WEIGHTS["h0/mlp/c_fc/w"])
    assert np.median(moved) == pytest.approx(RATE, rel=0.01)
    assert second != first


def test_losses_are_those_of_every_token(plain: Plain) -> None:
    losses = learner().losses(batch(0)[0])
    assert losses.shape == (4, 12)
    assert losses.mean() == pytest.approx(plain.losses[0], abs=1e-5)


def test_accumulated_gradients_are_those_of_the_whole_batch(plain: Plain) -> None:
    model = learner(accumulate_gradients=4, batch_size=1)
    losses = run_steps(model, batch(0, 4, 1), batch(1, 4, 1))
    assert losses == pytest.approx(plain.losses, abs=1e-5)
    assert are_close(model.weights(), plain.weights, 2e-5)


def test_every_step_has_its_learning_rate() -> None:
    model = learner(rates=[0.0, RATE])
    run_steps(model, batch(0))
    assert all(not change.any() for change in changes(model).values())
    run_steps(model, batch(1))
    assert np.abs(changes(model)["wpe"][:12]).max() > RATE / 2


def test_weight_decay_is_decoupled_and_spares_vectors(plain: Plain) -> None:
    model = learner(weight_decay=0.5)
    run_steps(model, batch(0))
    decayed = model.weights()
    for name, value in plain.first.items():
        less = RATE * 0.5 * WEIGHTS[name] if name in MATRICES else np.zeros_like(value)
        np.testing.assert_allclose(decayed[name], value - less, atol=2e-7, err_msg=name)


def test_clipped_gradients_move_less(plain: Plain) -> None:
    """Adam is blind to a gradient's scale, except beside its epsilon of 1e-8."""
    model = learner(clip_norm=1e-8)
    run_steps(model, batch(0))
    assert np.median(np.abs(changes(model)["h0/mlp/c_fc/w"])) < RATE / 5
    unclipped = learner(clip_norm=1e3)
    run_steps(unclipped, batch(0), batch(1))
    assert are_close(unclipped.weights(), plain.weights)


def test_bfloat16_computes_coarser_and_keeps_float32_weights(plain: Plain) -> None:
    model = learner(precision="bfloat16")
    losses = run_steps(model, batch(0), batch(1))
    assert losses == pytest.approx(plain.losses, abs=0.02)
    assert losses != plain.losses
    assert all(value.dtype == np.float32 for value in model.weights().values())
    assert RATE / 2 < np.median(np.abs(changes(model)["h0/mlp/c_fc/w"])) < 2 * RATE


def test_rematerialized_layers_are_computed_twice_and_give_the_same(plain: Plain) -> None:
    model = learner(rematerialize=True)
    assert run_steps(model, batch(0), batch(1)) == pytest.approx(plain.losses, abs=1e-5)
    assert are_close(model.weights(), plain.weights, 2e-5)

    def products(model: Any) -> int:
        arguments = batch(0), np.ones((1, 4, 12), np.float32)
        graph = model.steps._step.get_concrete_function(*arguments).graph
        return sum(operation.type in ("MatMul", "BatchMatMulV2", "Einsum") for operation in graph.get_operations())

    assert products(model) > products(learner())


def test_low_rank_additions_are_all_that_learns() -> None:
    model = learner(lora_rank=3)
    assert are_close(model.weights(), WEIGHTS, 0)
    run_steps(model, batch(0), batch(1))
    moved = {name for name, change in changes(model).items() if change.any()}
    assert moved == {name for name in MATRICES if name.startswith("h")}
    for name in moved:
        assert np.linalg.matrix_rank(changes(model)[name], tol=1e-6) <= 3
    going_on = learner(lora_rank=3)
    going_on.restore(model.state())
    assert run_steps(going_on, batch(2)) == run_steps(model, batch(2))


def test_embeddings_stay_when_only_the_layers_train() -> None:
    model = learner(only_train_transformer_layers=True)
    run_steps(model, batch(0))
    still = {name for name, change in changes(model).items() if not change.any()}
    assert still == {"wte", "wpe"}


def test_tokens_that_do_not_count_have_no_part_in_the_loss() -> None:
    model = learner()
    ids = batch(0)
    loss_mask = np.zeros((1, 4, 12), np.float32)
    loss_mask[:, :, -3:] = 1
    expected = model.losses(ids[0])[:, -3:].mean()
    assert float(model.step(ids, loss_mask)) == pytest.approx(expected, abs=1e-5)
    assert float(model.step(ids, np.zeros_like(loss_mask))) == 0


def test_a_restored_state_goes_on_to_the_bit() -> None:
    model = learner(weight_decay=0.1, clip_norm=1.0)
    run_steps(model, batch(0), batch(1))
    state, weights = model.state(), model.weights()
    expected = run_steps(model, batch(2), batch(3))
    again = load_learner(SHAPE, weights, options(weight_decay=0.1, clip_norm=1.0), [RATE] * 10)
    again.restore(state)
    assert run_steps(again, batch(2), batch(3)) == expected
    assert all(np.array_equal(value, model.weights()[name]) for name, value in again.weights().items())


def test_an_exhausted_memory_says_what_to_lower(monkeypatch: pytest.MonkeyPatch) -> None:
    import tensorflow as tf

    model: Any = learner()

    def step(*_: object) -> None:
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor with shape[64,1024,50257]")

    monkeypatch.setattr(model.steps, "step", step)
    with pytest.raises(OutOfMemoryError, match="4 samples of 12 tokens exceed the memory; lower batch_size"):
        model.step(batch(0), np.ones((1, 4, 12), np.float32))
