"""The order of training samples: a function of seed and step, every sample once an epoch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.unit.corpus.builder import write_loss_masks
from wikimill.config.training import Train
from wikimill.corpus.tokens.loss_mask import read_loss_mask
from wikimill.errors import WikimillError
from wikimill.model.backends.batch_size import double_until_full, extrapolate
from wikimill.model.backends.learner import OutOfMemoryError
from wikimill.model.dataset import Dataset, MappedTokens
from wikimill.model.loop import read_validation_set
from wikimill.model.train import learning_rates, total_steps

LENGTH = 9


def samples(tmp_path: Path, number: int = 1000, seed: int = 0, length: int = LENGTH) -> Dataset:
    """Of tokens that are their own places."""
    np.arange(number, dtype="<u2").tofile(tmp_path / "train.bin")
    return Dataset(MappedTokens(tmp_path / "train.bin"), None, length, seed)


@pytest.mark.parametrize("number", [LENGTH + 1, 19, 20, 100, 1000, 4096])
def test_every_sample_comes_once_an_epoch(tmp_path: Path, number: int) -> None:
    made = samples(tmp_path, number)
    epochs = []
    for epoch in range(3):
        ids = np.concatenate(
            [made.batch(epoch * made.samples_per_epoch + place, 1, 1)[0][0] for place in range(made.samples_per_epoch)]
        )
        assert ids.shape == (made.samples_per_epoch, LENGTH + 1)
        assert (np.diff(ids) == 1).all()
        starts = np.sort(ids[:, 0])
        assert (np.diff(starts) == LENGTH).all()
        assert starts[0] < LENGTH
        assert ids.max() < number
        epochs.append(ids[:, 0].tolist())
    if made.samples_per_epoch > 10:
        assert len({tuple(epoch) for epoch in epochs}) == 3
        assert sorted(epochs[0]) != epochs[0]


def test_batches_are_parts_of_one_order(tmp_path: Path) -> None:
    made = samples(tmp_path)
    whole = np.concatenate([made.batch(step, 1, 1)[0][0] for step in range(24)])
    for accumulated, size in ((1, 8), (2, 4), (4, 2)):
        parts = [made.batch(step, accumulated, size) for step in range(3)]
        assert parts[0][0].shape == (accumulated, size, LENGTH + 1)
        assert parts[0][1].shape == (accumulated, size, LENGTH)
        assert np.array_equal(np.concatenate([ids.reshape(-1, LENGTH + 1) for ids, _ in parts]), whole)
    assert not np.array_equal(samples(tmp_path, seed=1).batch(0, 1, 8)[0], made.batch(0, 1, 8)[0])


def test_what_counts_goes_with_the_tokens(tmp_path: Path) -> None:
    made = samples(tmp_path)
    write_loss_masks(tmp_path, {"train": np.arange(1000) % 3 == 0})
    mask = read_loss_mask(tmp_path / "tokens.parquet", "train", 1000)
    ids, loss_mask = Dataset(made.tokens, mask, LENGTH, 0).batch(5, 2, 3)
    assert np.array_equal(loss_mask, (ids[..., 1:] % 3 == 0).astype(np.float32))


def test_a_validation_set_is_looked_at_evenly(tmp_path: Path) -> None:
    samples(tmp_path)
    chosen = read_validation_set(tmp_path / "train.bin", LENGTH, 5, 2, None)
    assert chosen.tokens[:, 0].tolist() == [0, 243, 495, 738, 990]
    everything = read_validation_set(tmp_path / "train.bin", LENGTH, 10**6, 2, None)
    assert len(everything.tokens) == 999 // LENGTH


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "train.bin").write_bytes(b"\0\0\0")
    with pytest.raises(WikimillError, match="3 bytes are not a whole number of 16-bit ids"):
        MappedTokens(tmp_path / "train.bin")


def rates(steps: int = 10, **options: Any) -> list[float]:
    return learning_rates(Train.model_validate({"learning_rate": 1.0, **options}), steps, steps_per_epoch=2.5)


def test_schedules() -> None:
    assert rates() == [1.0] * 10
    assert rates(warmup_steps=4)[:5] == [0.25, 0.5, 0.75, 1.0, 1.0]
    cosine = rates(schedule="cosine", final_learning_rate=0.2)
    assert cosine[0] == 1
    assert cosine[5] == pytest.approx(0.6)
    assert cosine == sorted(cosine, reverse=True)
    assert rates(schedule="linear", final_learning_rate=0.5)[5] == pytest.approx(0.75)
    steps = rates(schedule="steps", decay_epochs=[1.0, 2.0], decay_rate=0.5)
    assert steps == [1.0] * 3 + [0.5] * 2 + [0.25] * 5
    assert rates(schedule="steps", decay_epochs=[2.0, 1.0], decay_rate=0.5) == steps


def test_steps_epochs_or_neither() -> None:
    assert total_steps(Train(), 5000, 100) == 1000
    assert total_steps(Train(steps=7), 5000, 100) == 7
    assert total_steps(Train(epochs=1.5), 5001, 100) == 76


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
