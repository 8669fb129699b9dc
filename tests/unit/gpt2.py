"""A plain GPT-2 to compare with, and small models in folders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.unit.corpus.builder import VOCABULARY
from wikimill.corpus.tokens.vocabulary import write_vocabulary
from wikimill.model.formats import huggingface
from wikimill.model.weights import Shape, Weights, initial_weights


def forward(weights: Weights, shape: Shape, ids: list[int]) -> npt.NDArray[np.float64]:
    """Logits after each token, float64 [tokens, n_vocab], by the definition and without a cache."""
    w = {name: array.astype(np.float64) for name, array in weights.items()}

    def norm(x: npt.NDArray[np.float64], name: str) -> npt.NDArray[np.float64]:
        centred = x - x.mean(-1, keepdims=True)
        scale = w[f"{name}/g"] / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5)
        normal: npt.NDArray[np.float64] = centred * scale + w[f"{name}/b"]
        return normal

    def linear(x: npt.NDArray[np.float64], name: str) -> npt.NDArray[np.float64]:
        return x @ w[f"{name}/w"] + w[f"{name}/b"]

    size = len(ids)
    later = np.triu(np.ones((size, size), bool), 1)
    x = w["wte"][ids] + w["wpe"][:size]
    for layer in range(shape.n_layer):
        qkv = linear(norm(x, f"h{layer}/ln_1"), f"h{layer}/attn/c_attn")
        q, k, v = (part.reshape(size, shape.n_head, -1).swapaxes(0, 1) for part in np.split(qkv, 3, axis=-1))
        scores = q @ k.swapaxes(1, 2) / np.sqrt(q.shape[-1])
        scores[:, later] = -np.inf
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        x = x + linear((shares @ v).swapaxes(0, 1).reshape(size, -1), f"h{layer}/attn/c_proj")
        m = linear(norm(x, f"h{layer}/ln_2"), f"h{layer}/mlp/c_fc")
        m = 0.5 * m * (1 + np.tanh(np.sqrt(2 / np.pi) * (m + 0.044715 * m**3)))
        x = x + linear(m, f"h{layer}/mlp/c_proj")
    logits: npt.NDArray[np.float64] = norm(x, "ln_f") @ w["wte"].T
    return logits


def random_weights(shape: Shape, seed: int = 1) -> Weights:
    """Weights large enough that some tokens are likelier than others."""
    chance = np.random.default_rng(seed)
    return {
        name: array * 6
        if name.endswith(("/w", "wte", "wpe"))
        else array + chance.normal(0, 0.1, array.shape).astype("f4")
        for name, array in initial_weights(shape, seed).items()
    }


def write_corpus(folder: Path, sentence: str) -> None:
    """Tokens of a text that a tiny model learns fast, in an existing folder: `train.bin`, `val.bin`, `tokenizer/`."""
    page = VOCABULARY.tokenizer(special=False).encode(sentence * 6).ids
    ids = np.array([*page, VOCABULARY.end_of_text] * 12, "<u2")
    ids.tofile(folder / "train.bin")
    ids[: len(ids) // 4].tofile(folder / "val.bin")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_vocabulary(VOCABULARY, folder / "tokenizer")


def save(folder: Path, shape: Shape, weights: Weights) -> Path:
    """Write a model of Hugging Face's format, with the vocabulary of the tests, beside others of it."""
    write_vocabulary(VOCABULARY, folder)
    (folder / "encoder.json").rename(folder / "vocab.json")
    (folder / "vocab.bpe").rename(folder / "merges.txt")
    huggingface.write(folder, shape, weights, VOCABULARY.end_of_text)
    return folder
