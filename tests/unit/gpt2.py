"""A plain GPT-2 to compare with, and small models in folders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.unit.corpus.builder import VOCABULARY
from wikimill.config.training import Generate
from wikimill.corpus.tokens.vocabulary import write_vocabulary
from wikimill.model.formats import huggingface
from wikimill.model.sampling.generate import generate_samples
from wikimill.model.weights import Shape, Weights, initial_weights

SHAPE = Shape(VOCABULARY.size, 32, 24, 3, 2)


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


def token_losses(weights: Weights, shape: Shape, ids: list[int]) -> npt.NDArray[np.float64]:
    """The loss on each of ids [length + 1] but the first, in nats, [length]."""
    logits = forward(weights, shape, ids[:-1])
    top = logits.max(-1, keepdims=True)
    totals: npt.NDArray[np.float64] = np.log(np.exp(logits - top).sum(-1)) + top[:, 0]
    return totals - logits[np.arange(len(ids) - 1), ids[1:]]


def random_weights(shape: Shape, seed: int = 1) -> Weights:
    """Weights large enough that some tokens are likelier than others."""
    rng = np.random.default_rng(seed)
    return {
        name: array * 6 if name.endswith(("/w", "wte", "wpe")) else array + rng.normal(0, 0.1, array.shape).astype("f4")
        for name, array in initial_weights(shape, seed).items()
    }


def encode_pages(*pages: str) -> npt.NDArray[np.uint16]:
    """Their ids, end of text after each."""
    tokenizer = VOCABULARY.tokenizer(special=False)
    return np.array([i for page in pages for i in [*tokenizer.encode(page).ids, VOCABULARY.end_of_text]], "<u2")


def write_corpus(folder: Path, sentence: str) -> None:
    """Tokens of a text that a tiny model learns fast, in an existing folder: `train.bin`, `val.bin`, `tokenizer/`."""
    ids = encode_pages(*[sentence * 6] * 12)
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


def save_run() -> None:
    """Write `out/main` with a model, and the steps 5 and 10 saved, into the working directory."""
    save(Path("out/main/model"), SHAPE, random_weights(SHAPE))
    for step in (5, 10):
        save(Path(f"out/main/checkpoints/step-{step:08d}"), SHAPE, random_weights(SHAPE, step))


def sample_texts(options: Generate, folder: str | Path = "out/main/model") -> list[str]:
    """The samples of a model."""
    return [sample.text for sample in generate_samples(Path(folder), options)]
