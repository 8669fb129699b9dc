"""Hugging Face's format: `config.json`, `model.safetensors` and the tokenizer's files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from wikimill.errors import WikimillError
from wikimill.model.weights import Shape, Weights, check_weights, weight_shapes

CONFIG, WEIGHTS = "config.json", "model.safetensors"
SCOPE = "transformer."
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
    try:
        config = json.loads(path.read_text())
        shape = Shape.from_mapping(config | {ours: config.get(theirs) for ours, theirs in NUMBERS.items()})
    except (OSError, ValueError, TypeError) as error:
        raise WikimillError(f"{path}: it is not a GPT-2 model ({error}); take the files of one model") from None
    others = {name: config[name] for name, known in FIXED.items() if config.get(name, known[0]) not in known}
    if config.get("n_inner") not in (None, 4 * shape.n_embd):
        others["n_inner"] = config["n_inner"]
    for name, value in others.items():
        raise WikimillError(f"{path}: {name} is {value!r}, which is not GPT-2's; choose a GPT-2 model")
    return shape


def read(folder: Path) -> tuple[Shape, Weights]:
    """The model in `folder`; its weights may be in several files, and have 16 bits.

    Raises:
        WikimillError: a file is missing, truncated or of another model.
    """
    shape = read_shape(folder)
    paths = sorted(folder.glob("model*.safetensors"))
    if not paths:
        raise WikimillError(f"{folder}: there is no {WEIGHTS}; convert the model to safetensors")
    names = {_to_huggingface(name): name for name in weight_shapes(shape)}
    weights, head = {}, None
    for path in paths:
        try:
            with safe_open(path, "np") as file:
                for key in file.keys():  # noqa: SIM118  (the object is not a mapping)
                    if ours := names.get(key.removeprefix(SCOPE)):
                        weights[ours] = np.asarray(file.get_tensor(key), np.float32)
                    elif key == "lm_head.weight":
                        head = np.asarray(file.get_tensor(key), np.float32)
        except (OSError, SafetensorError, TypeError) as error:
            raise WikimillError(f"{path}: the safetensors file is damaged ({error}); fetch it again") from None
    check_weights(weights, shape, folder)
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


def _to_huggingface(name: str) -> str:
    """`h3/attn/c_attn/w` is `h.3.attn.c_attn.weight`."""
    *path, last = name.split("/")
    ends = {"w": ["weight"], "g": ["weight"], "b": ["bias"]}.get(last, [last, "weight"])
    return ".".join([f"h.{part[1:]}" if part[:1] == "h" else part for part in path] + ends)
