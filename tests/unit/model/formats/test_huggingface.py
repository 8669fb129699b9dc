"""Models in Hugging Face's format: those of the hub, and what is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open

from tests.unit.corpus.builder import VOCABULARY
from tests.unit.gpt2 import SHAPE, random_weights, save
from wikimill.errors import WikimillError
from wikimill.model.formats import huggingface
from wikimill.model.formats.folder import read_model


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a random model. Its biases and norms are random, too: none may be forgotten."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("formats"))
        return save(Path.cwd() / "model", SHAPE, random_weights(SHAPE))


def test_a_model_of_16_bits_in_several_files_is_read(written: Path, tmp_path: Path) -> None:
    """As the hub has large models; without the prefix that newer files have."""
    from safetensors.numpy import load_file, save_file

    tensors = {
        key.removeprefix("transformer."): value for key, value in load_file(written / "model.safetensors").items()
    }
    tensors["lm_head.weight"] = tensors["wte.weight"]
    tensors["h.0.attn.bias"] = np.ones((1, 1, 32, 32), np.float32)
    names = sorted(tensors)
    for number, part in enumerate((names[::2], names[1::2])):
        halves = {name: tensors[name].astype(np.float16) for name in part}
        save_file(halves, tmp_path / f"model-{number + 1:05d}-of-00002.safetensors")
    (tmp_path / "config.json").write_text((written / "config.json").read_text())
    read = huggingface.read(tmp_path)[1]
    for name, value in read_model(written).weights.items():
        assert read[name].dtype == np.float32
        np.testing.assert_allclose(read[name], value, atol=1e-3)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"activation_function": "relu"}, "activation_function is 'relu', which is not GPT-2's"),
        ({"model_type": "llama"}, "model_type is 'llama'"),
        ({"n_inner": 7}, "n_inner is 7"),
        ({"n_layer": 3}, "the weight h2/ln_1/g is missing"),
        ({"n_embd": 48}, r"the weight wte is \[\d+, 24\], but the model\'s shape says \[\d+, 48\]"),
        ({"n_head": 5}, "n_embd 24 is not a multiple of n_head 5"),
        ({"vocab_size": None}, "it has no valid n_vocab"),
    ],
)
def test_what_is_no_gpt_2_is_refused(written: Path, tmp_path: Path, change: dict[str, Any], part: str) -> None:
    for path in written.glob("*.*"):
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "config.json").unlink()
    config = json.loads((written / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**config, **change}))
    with pytest.raises(WikimillError, match=part):
        read_model(tmp_path)


def test_an_untied_head_is_refused(written: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    tensors = load_file(written / "model.safetensors")
    save_file({**tensors, "lm_head.weight": tensors["transformer.wte.weight"] + 1}, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text((written / "config.json").read_text())
    with pytest.raises(WikimillError, match=r"its head \(lm_head.weight\) is not its embeddings"):
        huggingface.read(tmp_path)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("[]", r"config.json: it is not of a GPT-2 model \(it holds a list, not names and values\)"),
        ("[" * 100_000, "config.json: it is not of a GPT-2 model"),
        ('{"n_layer": ' + "9" * 5000 + "}", "config.json: it is not of a GPT-2 model"),
        (" " * (1 << 21), r"config.json: it is not of a GPT-2 model \(it has more than 1,048,576 bytes\)"),
    ],
)
def test_a_config_of_something_else_is_refused(written: Path, tmp_path: Path, content: str, part: str) -> None:
    (tmp_path / "model.safetensors").symlink_to(written / "model.safetensors")
    (tmp_path / "config.json").write_text(content)
    with pytest.raises(WikimillError, match=part):
        huggingface.read_shape(tmp_path)


@pytest.mark.parametrize("number", [10**6, 10**9])
def test_a_shape_is_bounded_by_the_weights_that_the_file_has(written: Path, tmp_path: Path, number: int) -> None:
    (tmp_path / "model.safetensors").symlink_to(written / "model.safetensors")
    config = json.loads((written / "config.json").read_text())
    for key in ("n_layer", "n_embd", "vocab_size", "n_positions"):
        (tmp_path / "config.json").write_text(json.dumps({**config, key: number, "n_head": 1}))
        with pytest.raises(WikimillError, match=r"is missing|but the model's shape says"):
            huggingface.read_shape(tmp_path)


def test_a_pipe_is_no_weights(written: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "model.safetensors")
    (tmp_path / "config.json").symlink_to(written / "config.json")
    with pytest.raises(WikimillError, match=r"there is no model\.safetensors"):
        huggingface.read(tmp_path)


def test_weights_of_16_bits_with_a_long_exponent_are_read(written: Path, tmp_path: Path) -> None:
    import ml_dtypes
    from safetensors.numpy import load_file, save_file

    tensors = load_file(written / "model.safetensors")
    save_file({key: value.astype(ml_dtypes.bfloat16) for key, value in tensors.items()}, tmp_path / "model.safetensors")
    (tmp_path / "config.json").symlink_to(written / "config.json")
    read = huggingface.read(tmp_path)[1]
    for name, value in read_model(written).weights.items():
        np.testing.assert_allclose(read[name], value, rtol=0.01)


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (np.nan, "the weight wpe has values that are NaN or infinite; take another model"),
        (-np.inf, "the weight wpe has values that are NaN or infinite; take another model"),
        (np.float64(1e300), "the weight wpe has values that are NaN or infinite; take another model"),
        (1j, "transformer.wpe.weight is C64; convert the model to F32, F16, BF16, F64"),
        (8, "transformer.wpe.weight is F8_E4M3; convert the model to F32, F16, BF16, F64"),
    ],
)
def test_weights_that_are_no_numbers_are_refused(written: Path, tmp_path: Path, value: Any, part: str) -> None:
    import ml_dtypes
    from safetensors.numpy import load_file, save_file

    tensors = load_file(written / "model.safetensors")
    key = "transformer.wpe.weight"
    types = {complex: np.complex64, int: ml_dtypes.float8_e4m3fn, np.float64: np.float64}
    tensors[key] = np.full_like(tensors[key], value, dtype=types.get(type(value), np.float32))
    save_file(tensors, tmp_path / "model.safetensors")
    (tmp_path / "config.json").symlink_to(written / "config.json")
    with pytest.raises(WikimillError, match=part):
        huggingface.read(tmp_path)


def test_weights_are_written_with_32_bits(tmp_path: Path) -> None:
    weights: dict[str, Any] = {
        name: np.asfortranarray(value, np.float64) for name, value in random_weights(SHAPE).items()
    }
    huggingface.write(tmp_path, SHAPE, weights, VOCABULARY.end_of_text)
    with safe_open(tmp_path / "model.safetensors", "np") as file:
        assert {file.get_slice(key).get_dtype() for key in file.keys()} == {"F32"}  # noqa: SIM118
        assert np.array_equal(file.get_tensor("transformer.wpe.weight"), weights["wpe"].astype(np.float32))


def test_the_config_is_that_of_transformers(written: Path) -> None:
    text = (written / "config.json").read_text()
    assert text == json.dumps(json.loads(text), indent=2) + "\n"
    assert json.loads(text) == {
        "architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "activation_function": "gelu_new",
        "layer_norm_epsilon": 1e-5, "scale_attn_weights": True, "scale_attn_by_inverse_layer_idx": False,
        "tie_word_embeddings": True, "add_cross_attention": False, "vocab_size": SHAPE.n_vocab, "n_positions": 32,
        "n_ctx": 32, "n_embd": 24, "n_head": 3, "n_layer": 2, "bos_token_id": VOCABULARY.end_of_text,
        "eos_token_id": VOCABULARY.end_of_text, "torch_dtype": "float32",
    }  # fmt: skip
    with safe_open(written / "model.safetensors", "np") as file:
        assert file.metadata() == {"format": "pt"}
        names = set(file.keys())
    layer = [f"{part}.{end}" for part in ("ln_1", "ln_2", "attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj")
             for end in ("weight", "bias")]  # fmt: skip
    expected = {"wte.weight", "wpe.weight", "ln_f.weight", "ln_f.bias"}
    expected |= {f"h.{number}.{name}" for number in range(2) for name in layer}
    assert names == {f"transformer.{name}" for name in expected}


@pytest.mark.parametrize(
    "change",
    [
        {"activation_function": "gelu_pytorch_tanh", "n_inner": 96},
        {"n_inner": None, "n_ctx": 7, "extra": 1},
        {"model_type": None},
    ],
)
def test_settings_that_change_nothing_may_differ(written: Path, tmp_path: Path, change: dict[str, Any]) -> None:
    (tmp_path / "model.safetensors").symlink_to(written / "model.safetensors")
    config = {**json.loads((written / "config.json").read_text()), **change}
    if change.get("model_type", "") is None:
        for name in huggingface.FIXED:
            del config[name]
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert huggingface.read_shape(tmp_path) == SHAPE


def test_a_damaged_file_is_one_line(written: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").symlink_to(written / "config.json")
    (tmp_path / "model.safetensors").write_bytes(b"cut")
    with pytest.raises(
        WikimillError, match=r"model\.safetensors: the safetensors file is damaged \(.*\); fetch it again"
    ):
        huggingface.read(tmp_path)


def test_a_config_that_is_not_there_is_refused(written: Path, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").symlink_to(written / "model.safetensors")
    with pytest.raises(WikimillError, match=r"config\.json: it is not of a GPT-2 model \(there is no such file\)"):
        huggingface.read_shape(tmp_path)
    (tmp_path / "config.json").write_bytes(b" " * (1 << 20))
    with pytest.raises(WikimillError, match=r"\(Expecting value"):
        huggingface.read_shape(tmp_path)
    (tmp_path / "config.json").write_bytes(b" " * ((1 << 20) + 1))
    with pytest.raises(WikimillError, match="it has more than"):
        huggingface.read_shape(tmp_path)
