"""Shapes and weights of models: how many, which, and what is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from wikimill.errors import WikimillError
from wikimill.model.weights import Shape, check_sizes, check_values, digest, initial_weights, weight_shapes

SHAPE = Shape(n_vocab=7, n_ctx=5, n_embd=4, n_head=2, n_layer=2)


@pytest.mark.parametrize(
    ("name", "width", "heads", "layers"),
    [("124M", 768, 12, 12), ("355M", 1024, 16, 24), ("774M", 1280, 20, 36), ("1558M", 1600, 25, 48)],
)
def test_released_sizes_have_their_number_of_weights(name: str, width: int, heads: int, layers: int) -> None:
    assert round(Shape(50257, 1024, width, heads, layers).parameters / 1e6) == int(name[:-1])


def test_weights_have_the_names_and_sizes_of_openais_checkpoints() -> None:
    layer = {
        "ln_1/g": (4,), "ln_1/b": (4,), "attn/c_attn/w": (4, 12), "attn/c_attn/b": (12,),
        "attn/c_proj/w": (4, 4), "attn/c_proj/b": (4,), "ln_2/g": (4,), "ln_2/b": (4,),
        "mlp/c_fc/w": (4, 16), "mlp/c_fc/b": (16,), "mlp/c_proj/w": (16, 4), "mlp/c_proj/b": (4,),
    }  # fmt: skip
    expected: dict[str, tuple[int, ...]] = {"wte": (7, 4), "wpe": (5, 4)}
    expected |= {f"h{number}/{name}": size for number in range(2) for name, size in layer.items()}
    expected |= {"ln_f/g": (4,), "ln_f/b": (4,)}
    shapes = weight_shapes(SHAPE)
    assert shapes == expected
    assert [*shapes][:4] == ["wte", "wpe", "h0/ln_1/g", "h0/ln_1/b"]
    assert SHAPE.parameters == sum(int(np.prod(size)) for size in shapes.values())


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, ""),
        ({"n_ctx": 1, "other": "x"}, ""),
        ({"n_ctx": 0}, "it has no valid n_ctx"),
        ({"n_ctx": None, "n_layer": True}, "it has no valid n_ctx, n_layer"),
        ({"n_embd": 5}, "n_embd 5 is not a multiple of n_head 2"),
    ],
)
def test_a_shape_is_read_from_names_and_numbers(change: dict[str, Any], problem: str) -> None:
    values = {**SHAPE.asdict(), **change}
    if problem:
        with pytest.raises(ValueError, match=problem):
            Shape.from_mapping(values)
    else:
        assert Shape.from_mapping(values) == replace(SHAPE, n_ctx=values["n_ctx"])


def test_a_model_starts_as_gpt_2_does() -> None:
    shape = Shape(n_vocab=500, n_ctx=300, n_embd=64, n_head=2, n_layer=8)
    weights = initial_weights(shape, 1)
    assert {name: value.shape for name, value in weights.items()} == weight_shapes(shape)
    assert {value.dtype for value in weights.values()} == {np.dtype(np.float32)}
    for name, value in weights.items():
        if name.endswith(("/g", "/b")):
            assert (value == name.endswith("/g")).all()
            continue
        spread = 0.01 if name == "wpe" else 0.005 if name.endswith("c_proj/w") else 0.02  # 0.02 / √(2 · 8)
        assert np.std(value) == pytest.approx(spread, rel=0.05)
        assert np.mean(value) == pytest.approx(0, abs=spread / 10)
    assert not np.array_equal(weights["h0/attn/c_attn/w"], weights["h1/attn/c_attn/w"])
    again, other = initial_weights(shape, 1), initial_weights(shape, 2)
    assert all(np.array_equal(again[name], value) for name, value in weights.items())
    assert not np.array_equal(other["wte"], weights["wte"])
    wider = initial_weights(replace(shape, n_vocab=501), 1)  # a weight depends on its own size alone
    assert np.array_equal(wider["wpe"], weights["wpe"])


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("wte", [0.0011982206, 0.0003111927, -0.0232887696, -0.0026529424]),
        ("wpe", [0.0150533030, 0.0051842318, 0.0012157429, -0.0090083564]),
        ("h1/mlp/c_proj/w", [-0.0049604988, -0.0121146180, 0.0010447180, -0.0035069077]),
    ],
)
def test_a_seed_gives_the_same_numbers_for_ever(name: str, row: list[float]) -> None:
    np.testing.assert_allclose(initial_weights(SHAPE, 0)[name][0], row, rtol=1e-5)


def test_a_digest_is_of_all_weights_in_their_order() -> None:
    weights = initial_weights(SHAPE, 0)
    data = b"".join(weights[name].astype("<f4").tobytes() for name in weight_shapes(SHAPE))
    assert digest(weights, SHAPE) == hashlib.sha256(data).hexdigest()
    assert digest({name: weights[name].astype(np.float64) for name in reversed(weights)}, SHAPE) == digest(
        weights, SHAPE
    )
    turned = {**weights, "wte": np.asfortranarray(weights["wte"])}
    assert digest(turned, SHAPE) == digest(weights, SHAPE)


def test_sizes_are_compared_until_one_differs() -> None:
    sizes: dict[str, Sequence[int]] = {name: list(size) for name, size in weight_shapes(SHAPE).items()}
    check_sizes(sizes.get, SHAPE, "file")
    with pytest.raises(WikimillError, match=r"^file: the weight wpe is \[5\], but the model's shape says \[5, 4\]"):
        check_sizes({**sizes, "wpe": [5]}.get, SHAPE, "file")
    asked = []

    def two(name: str) -> Sequence[int] | None:
        asked.append(name)
        return sizes[name] if name in ("wte", "wpe") else None

    with pytest.raises(WikimillError, match=r"^file: the weight h0/ln_1/g is missing; take the files of one model"):
        check_sizes(two, replace(SHAPE, n_layer=10**12), "file")
    assert asked == ["wte", "wpe", "h0/ln_1/g"]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_weight_that_is_no_number_is_refused(value: float) -> None:
    weights = {"wte": np.zeros(3, np.float32), "wpe": np.array([0, value, 0], np.float32)}
    check_values({"wte": weights["wte"]}, "file")
    with pytest.raises(WikimillError, match=r"^file: the weight wpe has values that are NaN or infinite"):
        check_values(weights, "file")
