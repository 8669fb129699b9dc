"""GPT-2 as an ONNX graph: one forward pass, with the keys and values of earlier tokens as inputs.

Source: https://github.com/openai/gpt-2/blob/master/src/model.py. The operators of `com.microsoft` are described in
https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md: GroupQueryAttention appends to the cache in
place and reads what each row of the batch has there; SkipLayerNormalization adds a residual and a bias first; FastGelu
is the tanh form that GPT-2 was trained with.

Inputs: `ids` and `positions` int64 [batch, tokens], `last` int32 [batch] (index of the newest token of each row),
`total` int32 (longest row with its new tokens), `rows` int64 [n] (which of the batch x tokens positions get logits),
`past_0` … float32 [batch, n_head, capacity, width of a head], keys and values alternating. Outputs: `logits` float32
[n, n_vocab] and `present_0` …, which are bound to the memory of `past_0` …
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper, numpy_helper

from wikimill.model.weights import Shape

Arrays = dict[str, npt.NDArray[Any]]
EPSILON = 1e-5
ZERO = 128  # unsigned bytes: products of signed ones overflow 16 bits inside AVX2's instruction, and lose precision
HEAD = "wte/w"


class Network:
    """A model in ONNX Runtime."""

    def __init__(self, shape: Shape, arrays: Arrays) -> None:
        """Prepare the computation; see `build` for the arrays."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
        # Threads that spin while they wait keep numpy, and whatever else runs, from the cores: on two cores with eight
        # processes a step took 390 ms, and 190 ms without.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3  # else a warning for each constant that a float32 model does not need
        self.shape = shape
        self.value = onnxruntime.OrtValue.ortvalue_from_numpy  # shares the array's memory
        self.weights = [self.value(array) for array in arrays.values()]
        options.add_external_initializers(list(arrays), self.weights)
        self.session = onnxruntime.InferenceSession(build(shape, arrays), options, providers=["CPUExecutionProvider"])


def head_width(shape: Shape) -> int:
    """Width of an attention head in the graph: the model's, rounded up to what GroupQueryAttention requires."""
    return -(-(shape.n_embd // shape.n_head) // 8) * 8


class Graph:
    """Nodes of the graph, as they are added. Weights stay outside: a protobuf file is limited to 2 GB."""

    def __init__(self, arrays: Arrays) -> None:
        self.nodes: list[Any] = []
        constants: Arrays = {
            "zero": np.array(ZERO, np.uint8),
            "one": np.array(1, np.float32),
            "bound": np.array(127, np.float32),
            "tiny": np.array(1e-12, np.float32),
            "width": np.array([-1], np.int64),
        }
        self.constants = [numpy_helper.from_array(value, name) for name, value in constants.items()]
        self.arrays = arrays

    def add(self, operator: str, inputs: list[str], outputs: int = 1, **attributes: Any) -> list[str]:
        """Add a node; the names of its outputs."""
        number = len(self.nodes)
        names = [f"n{number}_{output}" for output in range(outputs)]
        self.nodes.append(helper.make_node(operator, inputs, names, **attributes))
        return names

    def add_contrib(self, operator: str, inputs: list[str], outputs: int = 1, **attributes: Any) -> list[str]:
        """The same for an operator that ONNX Runtime adds to the standard."""
        return self.add(operator, inputs, outputs, domain="com.microsoft", **attributes)

    def linear(self, x: str, name: str) -> str:
        """`x` times the matrix `name`, without its bias: in 8 bits if the matrix has a scale, else in float32.

        Activations are quantized row by row, so that no row depends on the others. Sums of products of bytes are exact
        whatever their order.
        """
        if f"{name}/scale" not in self.arrays:
            return self.add("MatMul", [x, name])[0]
        (largest,) = self.add("ReduceMax", [*self.add("Abs", [x]), "width"], keepdims=1)
        (scale,) = self.add("Max", [*self.add("Div", [largest, "bound"]), "tiny"])
        (quantized,) = self.add("QuantizeLinear", [*self.add("Div", [x, scale]), "one", "zero"])
        inputs = [quantized, name, "one", f"{name}/scale", "zero", "zero"]
        return self.add("Mul", [*self.add_contrib("MatMulIntegerToFloat", inputs), scale])[0]

    def residual(self, x: str, added: str, norm: str, bias: str) -> tuple[str, str]:
        """The norm of `x` + `added` + `bias`, and that sum."""
        inputs = [x, added, f"{norm}/g", f"{norm}/b", bias]
        names = self.add_contrib("SkipLayerNormalization", inputs, outputs=4, epsilon=EPSILON)
        return names[0], names[3]


def build(shape: Shape, arrays: Arrays) -> bytes:
    """The graph as a serialized ONNX model; the session has to be given the weights.

    Args:
        shape: the model's.
        arrays: weights by the names of OpenAI's checkpoints, and `wte/w`, the head [n_embd, n_vocab]; a matrix of
            8 bits comes with `NAME/scale` [outputs].
    """
    graph = Graph(arrays)
    scale = (shape.n_embd / shape.n_head) ** -0.5
    heads = {"num_heads": shape.n_head, "kv_num_heads": shape.n_head, "scale": scale}
    (x,) = graph.add("Add", [*graph.add("Gather", ["wte", "ids"]), *graph.add("Gather", ["wpe", "positions"])])
    (normal,) = graph.add("LayerNormalization", [x, "h0/ln_1/g", "h0/ln_1/b"], axis=-1, epsilon=EPSILON)
    presents = []
    for number in range(shape.n_layer):
        layer, next_norm = f"h{number}", f"h{number + 1}/ln_1" if number + 1 < shape.n_layer else "ln_f"
        (qkv,) = graph.add("Add", [graph.linear(normal, f"{layer}/attn/c_attn/w"), f"{layer}/attn/c_attn/b"])
        past = [f"past_{2 * number}", f"past_{2 * number + 1}"]
        inputs = [qkv, "", "", *past, "last", "total"]
        attended, *present = graph.add_contrib("GroupQueryAttention", inputs, 3, **heads)
        presents += present
        projected = graph.linear(attended, f"{layer}/attn/c_proj/w")
        normal, x = graph.residual(x, projected, f"{layer}/ln_2", f"{layer}/attn/c_proj/b")
        inputs = [graph.linear(normal, f"{layer}/mlp/c_fc/w"), f"{layer}/mlp/c_fc/b"]
        (hidden,) = graph.add_contrib("FastGelu", inputs)
        projected = graph.linear(hidden, f"{layer}/mlp/c_proj/w")
        normal, x = graph.residual(x, projected, next_norm, f"{layer}/mlp/c_proj/b")
    flat = helper.make_tensor("flat", TensorProto.INT64, [2], [-1, shape.n_embd])
    graph.constants.append(flat)
    (selected,) = graph.add("Gather", [*graph.add("Reshape", [normal, "flat"]), "rows"])
    return _serialize(shape, graph, graph.linear(selected, HEAD), presents)


def _serialize(shape: Shape, graph: Graph, logits: str, presents: list[str]) -> bytes:
    def value(name: str, dtype: int, size: list[str | int]) -> Any:
        return helper.make_tensor_value_info(name, dtype, size)

    cache: list[str | int] = ["batch", shape.n_head, "capacity", head_width(shape)]
    inputs = [value(name, TensorProto.INT64, ["batch", "tokens"]) for name in ("ids", "positions")]
    inputs += [value("last", TensorProto.INT32, ["batch"]), value("total", TensorProto.INT32, [])]
    inputs += [value("rows", TensorProto.INT64, ["n"])]
    inputs += [value(f"past_{number}", TensorProto.FLOAT, cache) for number in range(len(presents))]
    outputs = [value("logits", TensorProto.FLOAT, ["n", shape.n_vocab])]
    outputs += [value(f"present_{number}", TensorProto.FLOAT, cache) for number in range(len(presents))]
    renamed = dict(zip([logits, *presents], [output.name for output in outputs], strict=True))
    for node in graph.nodes:
        node.output[:] = [renamed.get(name, name) for name in node.output]
    initializers = [*graph.constants, *map(_external_tensor, graph.arrays, graph.arrays.values())]
    onnx_graph = helper.make_graph(graph.nodes, "gpt2", inputs, outputs, initializers)
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
    return bytes(helper.make_model(onnx_graph, opset_imports=opsets, ir_version=10).SerializeToString())


def _external_tensor(name: str, array: npt.NDArray[Any]) -> Any:
    """A weight whose values the session gets separately."""
    tensor = TensorProto(name=name, data_type=helper.np_dtype_to_tensor_dtype(array.dtype), dims=array.shape)
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="memory")
    return tensor
