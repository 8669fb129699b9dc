"""Weights of a model in Hugging Face's format.

The input is the file's header as JSON, or the whole file. Before a header may stand a `config.json` and a line `%%`,
behind it such a line and the numbers' bytes, which are repeated. Weights lie in the order of the header where it does
not say another one.
"""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from tests.fuzz.refusal import read_or_refuse
from tests.soak.mutations import change_json
from wikimill.model.formats import huggingface
from wikimill.model.weights import Shape, Weights, weight_shapes

PART = b"\n%%\n"
CONFIG = b'{"vocab_size": 3, "n_positions": 2, "n_embd": 2, "n_head": 1, "n_layer": 1}'
MUTATIONS = (change_json,)
NUMBERS = np.arange(16, dtype="<f4").tobytes()
END = re.compile(rb'"data_offsets": ?\[[0-9]+, ?([0-9]{1,5})\]')


def check(data: bytes) -> None:
    """All weights of the shape, as numbers, or one line; what is written again is read as the same."""
    parts = data.split(PART)
    config, header, numbers = (CONFIG, parts[0], NUMBERS) if len(parts) == 1 else (*parts, NUMBERS)[:3]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / huggingface.CONFIG).write_bytes(config)
        (folder / huggingface.WEIGHTS).write_bytes(_file(header, numbers) if header.startswith(b"{") else data)
        found = read_or_refuse(lambda: huggingface.read(folder))
        stated = read_or_refuse(lambda: huggingface.read_shape(folder))
        if found:
            assert stated == found[0], "another shape"
            _check_model(folder, *found)


def _file(header: bytes, numbers: bytes) -> bytes:
    """The file with a header, and as many bytes of numbers as it says."""
    with contextlib.suppress(ValueError, RecursionError):  # else it stays as it is
        header = json.dumps(_placed(json.loads(header))).encode()
    size = max(map(int, END.findall(header)), default=0)
    return len(header).to_bytes(8, "little") + header + (numbers * (size // max(1, len(numbers)) + 1))[:size]


def _placed(header: dict[str, Any]) -> dict[str, Any]:
    start = 0
    for weight in header.values():
        if not isinstance(weight, dict) or "data_offsets" in weight:
            continue
        bits, shape = re.search("[0-9]+", str(weight.get("dtype"))), weight.get("shape")
        if bits and isinstance(shape, list) and all(isinstance(size, int) for size in shape):
            end = start + int(bits[0]) // 8 * prod(shape)
            weight["data_offsets"] = [start, end]
            start = end
    return header


def _check_model(folder: Path, shape: Shape, weights: Weights) -> None:
    assert {name: array.shape for name, array in weights.items()} == weight_shapes(shape), "other weights"
    assert all(array.dtype == np.float32 and np.isfinite(array).all() for array in weights.values()), "no numbers"
    huggingface.write(folder, shape, weights, 0)
    again = huggingface.read(folder)
    assert again[0] == shape, "another shape"
    assert all(np.array_equal(array, weights[name]) for name, array in again[1].items()), "other numbers"
