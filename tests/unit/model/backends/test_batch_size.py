"""`batch_size: auto`, with memory that is only said to be full."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from wikimill.config.training import Train
from wikimill.model.backends import batch_size, distributed, hardware
from wikimill.model.backends.batch_size import double_until_full, extrapolate
from wikimill.model.backends.learner import OutOfMemoryError
from wikimill.model.weights import Shape


@pytest.mark.parametrize("fits", [0, 1, 2, 7, 64, 100, 5000])
def test_a_batch_is_doubled_until_memory_is_exhausted(fits: int) -> None:
    tried = []

    def step(size: int) -> None:
        tried.append(size)
        if size > fits:
            raise OutOfMemoryError("full")

    found = double_until_full(step, 1000)
    assert found <= fits
    assert found >= min(fits, 1000) * 7 // 8
    assert len(tried) < 20


def test_memory_grows_with_the_batch() -> None:
    """1 GB for the model, 100 MB a sample, of 8 GB that are free."""
    one, two = 1_400_000_000, 1_800_000_000
    assert extrapolate(4, one, two, 8_000_000_000, 10**6) == 54
    assert extrapolate(4, one, two, 8_000_000_000, 30) == 30
    assert extrapolate(4, one, two, 1_000_000_000, 30) == 0


def test_an_automatic_batch_is_shared_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    options = Train(backend="jax", batch_size="auto", precision="float32")
    shape = Shape(n_vocab=9, n_ctx=8, n_embd=8, n_head=1, n_layer=1)
    local = (100, 4)  # measured on a machine with 4 of the 12 devices
    monkeypatch.setattr(batch_size, "_find_local", lambda *_: local)
    monkeypatch.setattr(distributed, "broadcast", lambda _, compute: compute())
    monkeypatch.setattr(hardware, "device_count", lambda: 12)
    assert batch_size.find_batch_size(shape, options, 10**6) == 300


def test_a_batch_is_measured_in_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def exhausted(shape: Shape, weights: object, options: Train, rates: object) -> SimpleNamespace:
        tried.append(int(options.batch_size))
        if tried[-1] > 100:
            raise OutOfMemoryError("full")
        return SimpleNamespace(step=lambda *_: 0.0)

    monkeypatch.setattr(batch_size, "prepare", lambda _: None)
    monkeypatch.setattr(batch_size, "resolve_precision", lambda _: "float32")
    monkeypatch.setattr(batch_size, "load_learner", exhausted)
    monkeypatch.setattr(hardware, "has_accelerator", lambda _: True)
    monkeypatch.setattr(hardware, "device_count", lambda: 3)
    shape = Shape(n_vocab=9, n_ctx=8, n_embd=8, n_head=1, n_layer=1)
    size, devices = batch_size._measure(shape, Train(backend="jax", batch_size="auto"), 10**6)
    assert devices == 3
    assert 85 < size <= 100
    assert not any(each % 3 for each in tried)
