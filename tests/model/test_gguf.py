"""A model as GGUF: as the format's own library reads it, and the same texts from llama.cpp as from here."""

from __future__ import annotations

import errno
import importlib.util
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt
import pytest
import requests

from tests import debian
from tests.small_disk import SmallDisk
from tests.unit.corpus.builder import VOCABULARY
from tests.unit.gpt2 import forward, random_weights, save
from wikimill.config.training import Generate, GGUFType
from wikimill.corpus.tokens.vocabulary import write_vocabulary
from wikimill.model.formats.folder import Model, write_model
from wikimill.model.formats.gguf import to_gguf
from wikimill.model.sampling.generate import generate_samples
from wikimill.model.weights import Shape, weight_shapes

SHAPE = Shape(VOCABULARY.size, n_ctx=96, n_embd=64, n_head=4, n_layer=2)
ODD = Shape(VOCABULARY.size, n_ctx=96, n_embd=24, n_head=3, n_layer=1)  # most of its rows are no whole blocks of 32
PROMPTS = ["the tide came", "naïve 🦤  it's\n\n12,345 bells' ", "<|endoftext|>"]
LENGTH = 50


def written(folder: Path, shape: Shape, kind: GGUFType, seed: int = 1) -> Path:
    """A model of random weights, biases and norms included, in `model/` and as GGUF in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        model = save(folder / "model", shape, random_weights(shape, seed))
        write_vocabulary(VOCABULARY, folder / "tokenizer")
    write_model(model, Model(shape, random_weights(shape, seed), VOCABULARY), folder / "tokenizer", ["gguf"], kind)
    return model / "model.gguf"


def stored(path: Path) -> dict[str, tuple[str, npt.NDArray[np.float32]]]:
    """Type and values of every weight in a file, by its name there."""
    return {
        each.name: (each.tensor_type.name, gguf.dequantize(each.data, each.tensor_type))
        for each in gguf.GGUFReader(path).tensors
    }


def test_weights_shape_and_vocabulary_are_those_of_the_model(tmp_path: Path) -> None:
    path = written(tmp_path, SHAPE, "f32")
    found, weights = stored(path), random_weights(SHAPE)
    assert found.keys() == {to_gguf(name) for name in weight_shapes(SHAPE)}
    assert {"token_embd.weight", "blk.1.attn_qkv.bias", "blk.0.ffn_down.weight", "output_norm.bias"} <= found.keys()
    for name, value in weights.items():
        assert np.array_equal(found[to_gguf(name)][1], value.T if name.endswith("/w") else value), name
    fields = {key: field.contents() for key, field in gguf.GGUFReader(path).fields.items()}
    numbers = {key.removeprefix("gpt2."): value for key, value in fields.items() if key.startswith("gpt2.")}
    assert numbers.pop("attention.layer_norm_epsilon") == pytest.approx(1e-5)
    assert numbers == {
        "context_length": 96, "embedding_length": 64, "feed_forward_length": 256, "block_count": 2,
        "attention.head_count": 4,
    }  # fmt: skip
    assert {number: token for token, number in VOCABULARY.ids.items()} == dict(
        enumerate(fields["tokenizer.ggml.tokens"])
    )
    assert fields["tokenizer.ggml.merges"] == [" ".join(pair) for pair in VOCABULARY.merges]
    assert fields["tokenizer.ggml.eos_token_id"] == fields["tokenizer.ggml.bos_token_id"] == VOCABULARY.end_of_text


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    assert written(tmp_path / "a", ODD, "q8_0").read_bytes() == written(tmp_path / "b", ODD, "q8_0").read_bytes()


@pytest.mark.parametrize(
    ("shape", "kind", "expected", "tolerance"),
    [
        (SHAPE, "f16", {"F16", "F32"}, 1e-3),
        (SHAPE, "q8_0", {"Q8_0", "F32"}, 5e-3),
        (ODD, "q8_0", {"Q8_0", "F16", "F32"}, 5e-3),
    ],
)
def test_smaller_types_are_near_the_weights(
    tmp_path: Path, shape: Shape, kind: GGUFType, expected: set[str], tolerance: float
) -> None:
    found = stored(written(tmp_path, shape, kind))
    assert {each for each, _ in found.values()} == expected
    for name, value in random_weights(shape).items():
        matrix = name.endswith(("/w", "wte"))
        assert (found[to_gguf(name)][0] == "F32") != matrix, name
        np.testing.assert_allclose(
            found[to_gguf(name)][1], value.T if name.endswith("/w") else value, atol=tolerance if matrix else 0
        )


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    SmallDisk.skip_unless_possible()
    path = written(tmp_path, SHAPE, "f32")
    model = Model(SHAPE, random_weights(SHAPE), VOCABULARY)
    with SmallDisk(tmp_path / "small", 100_000) as disk, pytest.raises(OSError, match="small") as error:
        write_model(disk.folder, model, path.parent, ["gguf"])
    assert error.value.errno == errno.ENOSPC


def test_a_weight_beyond_16_bits_stays_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, ODD, "f16")
    weights = random_weights(ODD)
    weights["h0/mlp/c_fc/w"][0, 0] = 70_000
    write_model(path.parent, Model(ODD, weights, VOCABULARY), tmp_path / "tokenizer", ["gguf"], "f16")
    found = stored(path)
    assert found["blk.0.ffn_up.weight"][0] == "F32"
    assert found["blk.0.ffn_down.weight"][0] == "F16"
    assert found["blk.0.ffn_up.weight"][1].max() == 70_000


@pytest.mark.parametrize("seed", [1, 2])
def test_llama_cpp_writes_the_same_tokens(tmp_path: Path, seed: int) -> None:
    """Tokens, not texts: fifty, always the likeliest, also where they are no whole characters."""
    if not importlib.util.find_spec("xllamacpp"):
        debian.skip("xllamacpp, a build of llama.cpp for comparison, is not installed")
    path = written(tmp_path, SHAPE, "f32", seed)
    ours = [greedy(prompt, seed) for prompt in PROMPTS]
    assert [llama_cpp(path, prompt) for prompt in PROMPTS] == ours
    tokenizer = VOCABULARY.tokenizer(special=True)
    options = Generate(
        engine="float32", strategy="greedy", nsamples=3, length=LENGTH, prompts=PROMPTS, include_prefix=False
    )
    texts = [tokenizer.decode(ids, skip_special_tokens=False) for _, ids in ours]
    assert [each.text for each in generate_samples(path.parent, options)] == texts
    assert len({token for _, ids in ours for token in ids}) > 10  # no loop of a few


def greedy(prompt: str, seed: int) -> tuple[int, list[int]]:
    """Number of tokens of a prompt, and those that follow it, by the definition of a GPT-2."""
    ids = VOCABULARY.tokenizer(special=True).encode(prompt).ids
    size, weights = len(ids), random_weights(SHAPE, seed)
    while len(ids) < size + LENGTH and VOCABULARY.end_of_text not in ids[size:]:
        ids.append(int(forward(weights, SHAPE, ids)[-1].argmax()))
    return size, [token for token in ids[size:] if token != VOCABULARY.end_of_text]


def llama_cpp(path: Path, prompt: str) -> tuple[int, list[int]]:
    """The same by llama.cpp, on one thread and with nothing rounded to 16 bits."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel, params.n_gpu_layers = SHAPE.n_ctx, 1, 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.cache_type_k = params.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
    params.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    params.warmup, params.verbosity = False, -1
    server = xllamacpp.Server(params)  # its own method leaves out tokens that are no whole characters
    question = {"prompt": prompt, "n_predict": LENGTH, "temperature": 0.0, "cache_prompt": False, "return_tokens": True}
    answer = requests.post(f"{server.listening_address}/completion", json=question, timeout=60).json()
    return answer["tokens_evaluated"], [token for token in answer["tokens"] if token != VOCABULARY.end_of_text]
