"""Weights as the graph wants them: exact, or matrices of 8 bits, which are kept in `cache/int8`."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from wikimill.files import atomic_name, sha256
from wikimill.layout import CACHE
from wikimill.model.formats import files
from wikimill.model.formats import folder as folders
from wikimill.model.sampling.graph import HEAD, ZERO, Arrays, head_width
from wikimill.model.weights import Shape, Weights

log = logging.getLogger(__name__)

FOLDER = CACHE / "int8"
LAYOUT = "1"  # of what is kept: another one makes it anew


def exact(shape: Shape, weights: Weights) -> Arrays:
    """The weights, the head as a matrix of its own, and each attention head widened by zeros as the graph needs it."""
    arrays = {**weights, HEAD: np.ascontiguousarray(weights["wte"].T)}
    more = head_width(shape) - shape.n_embd // shape.n_head
    if more:
        for layer in range(shape.n_layer):
            for name in ("attn/c_attn/w", "attn/c_attn/b"):
                parts = arrays[f"h{layer}/{name}"]
                parts = parts.reshape(*parts.shape[:-1], 3 * shape.n_head, -1)
                wide = np.pad(parts, [(0, 0)] * (parts.ndim - 1) + [(0, more)])
                arrays[f"h{layer}/{name}"] = wide.reshape(*parts.shape[:-2], -1)
            parts = arrays[f"h{layer}/attn/c_proj/w"].reshape(shape.n_head, -1, shape.n_embd)
            arrays[f"h{layer}/attn/c_proj/w"] = np.pad(parts, [(0, 0), (0, more), (0, 0)]).reshape(-1, shape.n_embd)
    return arrays


def quantized(shape: Shape, weights: Weights) -> Arrays:
    """The same with matrices of 8 bits; embeddings, norms and biases stay float32."""
    arrays: Arrays = {}
    for name, array in exact(shape, weights).items():
        if name.endswith("/w"):
            arrays[name], arrays[f"{name}/scale"] = _bytes(array)
        else:
            arrays[name] = array
    return arrays


def kept(model: Path) -> tuple[Shape, Arrays, bool]:
    """Shape and 8-bit weights of the model in a folder, and whether they were made now.

    They are read from `cache/int8` if they are of these very weights, else made and kept there.
    """
    path = FOLDER / f"{hashlib.sha256(str(model.resolve()).encode()).hexdigest()[:16]}.safetensors"
    digest = _digest(model)
    try:
        with safe_open(path, "np") as file:
            metadata = file.metadata() or {}
            if metadata.get("digest") == digest:
                shape = Shape.of(json.loads(metadata["shape"]))
                return shape, {name: file.get_tensor(name) for name in file.keys()}, False  # noqa: SIM118
    except (OSError, SafetensorError):
        pass
    read = folders.read(model)
    arrays = quantized(read.shape, read.weights)
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_name(path) as made:
        save_file(arrays, made, metadata={"digest": digest, "shape": json.dumps(read.shape.asdict())})
    log.info("%s: the weights of %s with 8 bits", path, model)
    return read.shape, arrays, True


def _bytes(matrix: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    """A matrix [inputs, outputs] as bytes around `ZERO`, and the scale of each output."""
    scale = np.maximum(np.abs(matrix).max(axis=0), np.float32(1e-12)) / np.float32(127)
    whole = np.divide(matrix, scale)
    np.rint(whole, out=whole)
    whole += ZERO
    return whole.astype(np.uint8), scale


def _digest(model: Path) -> str:
    """Of the files of a model: equal digests, equal weights."""
    digest = hashlib.sha256(LAYOUT.encode())
    for path in files.weights(model):
        digest.update(path.name.encode())
        digest.update(bytes.fromhex(sha256(path)))
    return digest.hexdigest()
