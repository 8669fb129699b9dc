"""The order of training samples: a function of seed and step, every sample once an epoch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.unit.corpus.builder import write_loss_masks
from wikimill.corpus.tokens.loss_mask import read_loss_masks
from wikimill.corpus.tokens.token_file import token_dtype
from wikimill.errors import WikimillError
from wikimill.model.dataset import Dataset, MappedTokens

LENGTH = 9


def token_dataset(tmp_path: Path, number: int = 1000, seed: int = 0, length: int = LENGTH) -> Dataset:
    """Of tokens that are their own places."""
    np.arange(number, dtype="<u2").tofile(tmp_path / "train.bin")
    return Dataset(MappedTokens(tmp_path / "train.bin", token_dtype(1 << 16)), None, length, seed)


@pytest.mark.parametrize("number", [LENGTH + 1, 19, 20, 100, 1000, 4096])
def test_every_sample_comes_once_an_epoch(tmp_path: Path, number: int) -> None:
    dataset = token_dataset(tmp_path, number)
    epochs = []
    for epoch in range(3):
        ids = dataset.batch(epoch, 1, dataset.samples_per_epoch)[0][0]
        assert ids.shape == (dataset.samples_per_epoch, LENGTH + 1)
        assert (np.diff(ids) == 1).all()
        starts = np.sort(ids[:, 0])
        assert (np.diff(starts) == LENGTH).all()
        assert starts[0] < LENGTH
        assert ids.max() < number
        epochs.append(ids[:, 0].tolist())
    if dataset.samples_per_epoch > 10:
        assert len({tuple(epoch) for epoch in epochs}) == 3
        assert sorted(epochs[0]) != epochs[0]


def test_batches_are_parts_of_one_order(tmp_path: Path) -> None:
    dataset = token_dataset(tmp_path)
    whole = np.concatenate([dataset.batch(step, 1, 1)[0][0] for step in range(24)])
    for accumulated, size in ((1, 8), (2, 4), (4, 2)):
        parts = [dataset.batch(step, accumulated, size) for step in range(3)]
        assert parts[0][0].shape == (accumulated, size, LENGTH + 1)
        assert parts[0][1].shape == (accumulated, size, LENGTH)
        assert np.array_equal(np.concatenate([ids.reshape(-1, LENGTH + 1) for ids, _ in parts]), whole)
    assert not np.array_equal(token_dataset(tmp_path, seed=1).batch(0, 1, 8)[0], dataset.batch(0, 1, 8)[0])


def test_what_counts_goes_with_the_tokens(tmp_path: Path) -> None:
    dataset = token_dataset(tmp_path)
    write_loss_masks(tmp_path, {"train": np.arange(1000) % 3 == 0})
    mask = read_loss_masks(tmp_path / "tokens.parquet", {"train": 1000})["train"]
    ids, loss_mask = Dataset(dataset.tokens, mask, LENGTH, 0).batch(5, 2, 3)
    assert np.array_equal(loss_mask, (ids[..., 1:] % 3 == 0).astype(np.float32))


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "train.bin").write_bytes(b"\0\0\0")
    with pytest.raises(WikimillError, match="3 bytes are not a whole number of 16-bit ids"):
        MappedTokens(tmp_path / "train.bin", token_dtype(1 << 16))
