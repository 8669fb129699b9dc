"""Hugging Face's format: `config.json`, `model.safetensors` and the tokenizer's files."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ml_dtypes  # noqa: F401  (gives NumPy the type bfloat16)
import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from wikimill.errors import WikimillError
from wikimill.model.formats.numbers_file import not_a_model, read_numbers
from wikimill.model.weights import Shape, Weights, check_sizes, check_values, to_float32, weight_shapes

CONFIG, WEIGHTS = "config.json", "model.safetensors"
SCOPE = "transformer."
WHAT = "a GPT-2 model"
TYPES = ("F32", "F16", "BF16", "F64")
# https://huggingface.co/docs/transformers/model_doc/gpt2: settings of their model, of which we compute one value.
FIXED: dict[str, tuple[Any, ...]] = {
    "model_type": ("gpt2",),
    "activation_function": ("gelu_new", "gelu_pytorch_tanh"),
    "layer_norm_epsilon": (1e-5,),
    "scale_attn_weights": (True,),
    "scale_attn_by_inverse_layer_idx": (False,),
    "tie_word_embeddings": (True,),
    "add_cross_attention": (False,),
}
NUMBERS = {"n_vocab": "vocab_size", "n_ctx": "n_positions"}


def read_shape(folder: Path) -> Shape:
    """The shape in `config.json`.

    Raises:
        WikimillError: the file is missing, or the model is not a GPT-2.
    """
    path = folder / CONFIG
    config = read_numbers(path, WHAT)
    try:
        shape = Shape.from_mapping(config | {ours: config.get(theirs) for ours, theirs in NUMBERS.items()})
    except ValueError as error:
        raise not_a_model(path, WHAT, error) from None
    others = {name: config[name] for name, known in FIXED.items() if config.get(name, known[0]) not in known}
    if config.get("n_inner") not in (None, 4 * shape.n_embd):
        others["n_inner"] = config["n_inner"]
    for name, value in others.items():
        raise WikimillError(f"{path}: {name} is {value!r}, which is not GPT-2's; choose a GPT-2 model")
    sizes = {name: size for file in _files(folder) for name, size in _sizes(file).items()}
    check_sizes(lambda name: sizes.get(_to_huggingface(name)), shape, folder)
    return shape


def read(folder: Path) -> tuple[Shape, Weights]:
    """The model in `folder`; its weights may be in several files, and have 16 bits.

    Raises:
        WikimillError: a file is missing, truncated or of another model.
    """
    shape = read_shape(folder)
    names = {_to_huggingface(name): name for name in weight_shapes(shape)}
    weights, head = {}, None
    for path in _files(folder):
        with _open(path) as file:
            for key in file.keys():  # noqa: SIM118  (the object is not a mapping)
                if ours := names.get(key.removeprefix(SCOPE)):
                    weights[ours] = _read(file, key, path)
                elif key == "lm_head.weight":
                    head = _read(file, key, path)
    check_values(weights, folder)
    if head is not None and not np.array_equal(head, weights["wte"]):
        raise WikimillError(f"{folder}: its head (lm_head.weight) is not its embeddings; choose a GPT-2 model")
    return shape, weights


def write(folder: Path, shape: Shape, weights: Weights, end_of_text: int) -> None:
    """Write the model without its vocabulary into an existing folder."""
    config = {
        "architectures": ["GPT2LMHeadModel"],
        **{name: known[0] for name, known in FIXED.items()},
        "vocab_size": shape.n_vocab,
        "n_positions": shape.n_ctx,
        **{name: getattr(shape, name) for name in ("n_ctx", "n_embd", "n_head", "n_layer")},
        "bos_token_id": end_of_text,
        "eos_token_id": end_of_text,
        "torch_dtype": "float32",
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n")
    tensors = {
        SCOPE + _to_huggingface(name): np.ascontiguousarray(weights[name], np.float32) for name in weight_shapes(shape)
    }
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})


def _files(folder: Path) -> list[Path]:
    paths = sorted(path for path in folder.glob("model*.safetensors") if path.is_file())
    if not paths:
        raise WikimillError(f"{folder}: there is no {WEIGHTS}; convert the model to safetensors")
    return paths


@contextlib.contextmanager
def _open(path: Path) -> Iterator[Any]:
    try:
        with safe_open(path, "np") as file:
            yield file
    except (OSError, SafetensorError) as error:
        raise WikimillError(f"{path}: the safetensors file is damaged ({error}); fetch it again") from None


def _sizes(path: Path) -> dict[str, list[int]]:
    """The sizes of the weights in a file, of which its header alone is read, by their names there."""
    with _open(path) as file:
        return {key.removeprefix(SCOPE): file.get_slice(key).get_shape() for key in file.keys()}  # noqa: SIM118


def _read(file: Any, key: str, path: Path) -> npt.NDArray[np.float32]:
    stored = file.get_slice(key).get_dtype()
    if stored not in TYPES:
        raise WikimillError(f"{path}: {key} is {stored}; convert the model to {', '.join(TYPES)}")
    return to_float32(file.get_tensor(key))


def _to_huggingface(name: str) -> str:
    """`h3/attn/c_attn/w` is `h.3.attn.c_attn.weight`."""
    *path, last = name.split("/")
    ends = {"w": ["weight"], "g": ["weight"], "b": ["bias"]}.get(last, [last, "weight"])
    return ".".join([f"h.{part[1:]}" if part[:1] == "h" else part for part in path] + ends)
