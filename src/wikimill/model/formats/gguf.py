"""GGUF, the format of llama.cpp: weights, shape and vocabulary in one file.

Names of keys and of weights are those that llama.cpp's `convert_hf_to_gguf.py` gives a GPT-2.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt

from wikimill.config.training import GGUFType
from wikimill.corpus.tokens.vocabulary import Vocabulary
from wikimill.model.weights import Shape, Weights, weight_shapes

FILE = "model.gguf"
# Of matrices and embeddings, and how the file says so. Q8_0 has a 16-bit scale for 32 signed bytes.
TYPES = {
    "f32": (gguf.GGMLQuantizationType.F32, gguf.LlamaFileType.ALL_F32),
    "f16": (gguf.GGMLQuantizationType.F16, gguf.LlamaFileType.MOSTLY_F16),
    "q8_0": (gguf.GGMLQuantizationType.Q8_0, gguf.LlamaFileType.MOSTLY_Q8_0),
}
NAMES = {
    "wte": "token_embd.weight",
    "wpe": "position_embd.weight",
    "ln_f": "output_norm",
    "ln_1": "attn_norm",
    "ln_2": "ffn_norm",
    "attn/c_attn": "attn_qkv",
    "attn/c_proj": "attn_output",
    "mlp/c_fc": "ffn_up",
    "mlp/c_proj": "ffn_down",
}
ENDS = {"w": "weight", "g": "weight", "b": "bias"}


def write(folder: Path, shape: Shape, weights: Weights, vocabulary: Vocabulary, wanted: GGUFType) -> None:
    """Write the model with its vocabulary into an existing folder, the same bytes each time.

    Args:
        folder: where `model.gguf` goes.
        shape: of the model.
        weights: of the model.
        vocabulary: of the model.
        wanted: type of the matrices; biases, norms and positions are float32, as llama.cpp wants them.
    """
    types = {name: _type(name, weights[name], TYPES[wanted][0]) for name in weight_shapes(shape)}
    writer = gguf.GGUFWriter(None, gguf.MODEL_ARCH_NAMES[gguf.MODEL_ARCH.GPT2])
    writer.add_type(gguf.GGUFType.MODEL)
    writer.add_context_length(shape.n_ctx)
    writer.add_embedding_length(shape.n_embd)
    writer.add_feed_forward_length(4 * shape.n_embd)
    writer.add_block_count(shape.n_layer)
    writer.add_head_count(shape.n_head)
    writer.add_layer_norm_eps(1e-5)
    writer.add_file_type(TYPES[wanted][1])
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    _add_vocabulary(writer, vocabulary)
    for name, size in _tensor_shapes(shape):
        count = int(np.prod(gguf.quant_shape_to_byte_shape(size, types[name])))
        writer.add_tensor_info(to_gguf(name), size, np.dtype(np.float32), count, raw_dtype=types[name])
    with contextlib.closing(writer):
        writer.write_header_to_file(folder / FILE)
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for name, stored in types.items():  # one after the other: in memory is one at a time
            writer.write_tensor_data(gguf.quantize(_tensor(name, weights[name]), stored))


def to_gguf(name: str) -> str:
    """`h3/attn/c_attn/w` is `blk.3.attn_qkv.weight`."""
    if name in NAMES:
        return NAMES[name]
    path, last = name.rsplit("/", 1)
    layer, _, rest = path.partition("/")
    stem = f"blk.{layer[1:]}.{NAMES[rest]}" if rest else NAMES[path]
    return f"{stem}.{ENDS[last]}"


def _add_vocabulary(writer: gguf.GGUFWriter, vocabulary: Vocabulary) -> None:
    tokens = sorted(vocabulary.ids, key=vocabulary.ids.__getitem__)
    end = vocabulary.end_of_text
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")  # the name that llama.cpp has for GPT-2's way of splitting texts
    writer.add_token_list(tokens)
    kinds = [gguf.TokenType.CONTROL if number == end else gguf.TokenType.NORMAL for number in range(len(tokens))]
    writer.add_token_types(kinds)
    writer.add_token_merges([" ".join(pair) for pair in vocabulary.merges])
    writer.add_bos_token_id(end)
    writer.add_eos_token_id(end)
    writer.add_add_bos_token(False)


def _type(name: str, values: npt.NDArray[np.float32], wanted: gguf.GGMLQuantizationType) -> gguf.GGMLQuantizationType:
    """The type of a weight: the wanted one, or the next that can hold it, as `convert_hf_to_gguf.py` does."""
    kinds = gguf.GGMLQuantizationType
    if values.ndim == 1 or name == "wpe":
        return kinds.F32
    row = values.shape[0] if name.endswith("/w") else values.shape[1]
    if wanted is kinds.Q8_0 and row % gguf.GGML_QUANT_SIZES[wanted][0]:
        wanted = kinds.F16
    if wanted is not kinds.F32 and np.abs(values).max() > np.finfo(np.float16).max:
        return kinds.F32
    return wanted


def _tensor_shapes(shape: Shape) -> Iterator[tuple[str, tuple[int, ...]]]:
    return ((name, size[::-1] if name.endswith("/w") else size) for name, size in weight_shapes(shape).items())


def _tensor(name: str, values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """A weight as llama.cpp has it: a matrix is [outputs, inputs]."""
    return np.ascontiguousarray(values.T if name.endswith("/w") else values, np.float32)
