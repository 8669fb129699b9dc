"""Weights of a model in Hugging Face's format.

The input is the file's header as JSON, or the whole file; before it may stand a `config.json` and a line `%%`. Behind a
header alone come numbers of this module.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from tests.fuzz.refusal import read_or_refuse
from wikimill.model.formats import huggingface
from wikimill.model.weights import Shape, Weights, weight_shapes

PARTS = b"\n%%\n"
CONFIG = b'{"vocab_size": 3, "n_positions": 2, "n_embd": 2, "n_head": 1, "n_layer": 1}'
NUMBERS = (np.arange(512, dtype="<f4") / 64).tobytes()


def check(data: bytes) -> None:
    """All weights of the shape, as numbers, or one line; what is written again is read as the same."""
    config, _, weights = data.rpartition(PARTS)
    if weights.startswith(b"{"):
        weights = len(weights).to_bytes(8, "little") + weights + NUMBERS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / huggingface.CONFIG).write_bytes(config or CONFIG)
        (folder / huggingface.WEIGHTS).write_bytes(weights)
        found = read_or_refuse(lambda: huggingface.read(folder))
        stated = read_or_refuse(lambda: huggingface.read_shape(folder))
        if found:
            assert stated == found[0], "another shape"
            _check_model(folder, *found)


def _check_model(folder: Path, shape: Shape, weights: Weights) -> None:
    assert {name: array.shape for name, array in weights.items()} == weight_shapes(shape), "other weights"
    assert all(array.dtype == np.float32 and np.isfinite(array).all() for array in weights.values()), "no numbers"
    huggingface.write(folder, shape, weights, 0)
    again = huggingface.read(folder)
    assert again[0] == shape, "another shape"
    assert all(np.array_equal(array, weights[name]) for name, array in again[1].items()), "other numbers"
