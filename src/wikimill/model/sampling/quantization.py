"""Weights as the graph wants them: float32, or matrices of 8 bits, which are kept in `cache/int8`."""

from __future__ import annotations

import hashlib
import json
import logging
import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from wikimill.corpus.tokens.token_file import Ids, token_dtype
from wikimill.files import atomic_name, sha256
from wikimill.layout import CACHE
from wikimill.model.formats.files import weight_files
from wikimill.model.formats.folder import read_model
from wikimill.model.perplexity import total_loss
from wikimill.model.sampling.decoder import Decoder
from wikimill.model.sampling.network import HEAD, ZERO, Arrays, Network, head_width
from wikimill.model.weights import Shape, Weights

log = logging.getLogger(__name__)

FOLDER = CACHE / "int8"
LAYOUT = "1"  # of the files in the cache: those with another one are replaced
WINDOWS = 4  # of a context each: 4,096 tokens show a difference of 1 %, in seconds


def float32_arrays(shape: Shape, weights: Weights) -> Arrays:
    """The weights, the head as a matrix of its own, and attention heads padded with zeros as the graph needs them."""
    arrays = {**weights, HEAD: np.ascontiguousarray(weights["wte"].T)}
    padding = head_width(shape) - shape.n_embd // shape.n_head
    if padding:
        for layer in range(shape.n_layer):
            for name in ("attn/c_attn/w", "attn/c_attn/b"):
                heads = arrays[f"h{layer}/{name}"]
                heads = heads.reshape(*heads.shape[:-1], 3 * shape.n_head, -1)
                padded = np.pad(heads, [(0, 0)] * (heads.ndim - 1) + [(0, padding)])
                arrays[f"h{layer}/{name}"] = padded.reshape(*heads.shape[:-2], -1)
            heads = arrays[f"h{layer}/attn/c_proj/w"].reshape(shape.n_head, -1, shape.n_embd)
            padded = np.pad(heads, [(0, 0), (0, padding), (0, 0)])
            arrays[f"h{layer}/attn/c_proj/w"] = padded.reshape(-1, shape.n_embd)
    return arrays


def int8_arrays(shape: Shape, weights: Weights) -> Arrays:
    """The same with matrices of 8 bits; embeddings, norms and biases stay float32."""
    arrays: Arrays = {}
    for name, array in float32_arrays(shape, weights).items():
        if name.endswith("/w"):
            arrays[name], arrays[f"{name}/scale"] = _quantize(array)
        else:
            arrays[name] = array
    return arrays


def load_int8(model: Path) -> tuple[Shape, Arrays, bool]:
    """Shape and 8-bit weights of the model in a folder, and whether they were computed now.

    They are read from `cache/int8` if they belong to these very weights, else computed and stored there.
    """
    path = FOLDER / f"{hashlib.sha256(str(model.resolve()).encode()).hexdigest()[:16]}.safetensors"
    digest = _digest(model)
    try:
        with safe_open(path, "np") as file:
            metadata = file.metadata() or {}
            if metadata.get("digest") == digest:
                shape = Shape.from_mapping(json.loads(metadata["shape"]))
                return shape, {name: file.get_tensor(name) for name in file.keys()}, False  # noqa: SIM118
    except (OSError, SafetensorError):
        pass
    exact = read_model(model)
    arrays = int8_arrays(exact.shape, exact.weights)
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_name(path) as target:
        save_file(arrays, target, metadata={"digest": digest, "shape": json.dumps(exact.shape.asdict())})
    log.info("%s: the weights of %s with 8 bits", path, model)
    return exact.shape, arrays, True


def log_cost(folder: Path, network: Network, held_out: Path) -> None:
    """Log what 8 bits cost in perplexity on held-out text.

    Args:
        folder: of the model.
        network: the model with 8 bits.
        held_out: a `.bin`; its first tokens are used, as many as a comparison needs.
    """
    ids = np.fromfile(held_out, token_dtype(network.shape.n_vocab), count=WINDOWS * network.shape.n_ctx)
    if len(ids) < 2:
        return
    model = read_model(folder)
    exact = perplexity(Network(model.shape, float32_arrays(model.shape, model.weights)), ids)
    quantized = perplexity(network, ids)
    log.info("%s: perplexity %.3f with 8 bits, %.3f with float32", folder, quantized, exact)
    if quantized > exact * 1.01:
        log.warning("%s: 8 bits cost more than 1 %% of perplexity; generate.engine: float32 is exact", folder)


def perplexity(network: Network, ids: Ids) -> float:
    """The perplexity of a text: e to the mean loss in nats a token, of all but the first.

    Args:
        network: of float32 or 8 bits.
        ids: two tokens at least.
    """
    context = network.shape.n_ctx
    return math.exp(total_loss(_NetworkLosses(network), ids[1:], int(ids[0]), context, context, 1) / (len(ids) - 1))


class _NetworkLosses:
    """See `perplexity.Predictor`; a window at a time."""

    def __init__(self, network: Network) -> None:
        self.decoder = Decoder(network, 1, network.shape.n_ctx)

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
        (window,) = tokens
        logits = self.decoder.score(window[:-1].tolist()).astype(np.float64)
        logits -= logits.max(axis=1, keepdims=True)
        targets = logits[np.arange(len(window) - 1), window[1:]]
        losses: npt.NDArray[np.float64] = np.log(np.exp(logits).sum(axis=1)) - targets
        return losses[None]


def _quantize(matrix: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    """A matrix [inputs, outputs] as bytes around `ZERO`, and the scale of each output."""
    scale = np.maximum(np.abs(matrix).max(axis=0), np.float32(1e-12)) / np.float32(127)
    rounded = np.divide(matrix, scale)
    np.rint(rounded, out=rounded)
    rounded += ZERO
    return rounded.astype(np.uint8), scale


def _digest(model: Path) -> str:
    """Of the files of a model: equal digests, equal weights."""
    digest = hashlib.sha256(LAYOUT.encode())
    for path in weight_files(model):
        digest.update(path.name.encode())
        digest.update(bytes.fromhex(sha256(path)))
    return digest.hexdigest()
