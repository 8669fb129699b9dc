"""What tests of sampling share: a scratch folder, and a model with random weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.gpt2 import SHAPE, random_weights, save
from wikimill.model.sampling.load import SamplingModel, load
from wikimill.model.weights import Weights


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def weights() -> Weights:
    """Large enough that tokens are not all alike."""
    return random_weights(SHAPE)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, weights: Weights) -> Path:
    """A model with these weights."""
    return save(tmp_path_factory.mktemp("models") / "model", SHAPE, weights)


@pytest.fixture(scope="session")
def exact(folder: Path) -> SamplingModel:
    return load(folder, "float32")
