"""Models in Hugging Face's format: those of the hub, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

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
