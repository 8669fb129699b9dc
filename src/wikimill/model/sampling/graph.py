"""One forward pass of GPT-2 as an ONNX graph, with the keys and values of earlier tokens as inputs.

Source: https://github.com/openai/gpt-2/blob/master/src/model.py. The operators of `com.microsoft` are described in
https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md: GroupQueryAttention appends to the cache in
place and reads of it what each row of the batch has; SkipLayerNormalization adds a residual and a bias first; FastGelu
is the tanh form that GPT-2 was trained with.

Inputs: `ids` and `positions` int64 [batch, tokens], `last` int32 [batch] (index of the newest token of each row),
`total` int32 (longest row with its new tokens), `rows` int64 [n] (which of the batch x tokens positions get logits),
`past_0` … float32 [batch, n_head, room, width of a head], keys and values in turn. Outputs: `logits` float32
[n, n_vocab] and `present_0` …, which are bound to the memory of `past_0` …
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, helper, numpy_helper

from wikimill.model.weights import Shape

Arrays = dict[str, npt.NDArray[Any]]
EPSILON = 1e-5
ZERO = 128  # unsigned bytes: products of signed ones overflow 16 bits inside AVX2's instruction, and lose precision
HEAD = "wte/w"


def head_width(shape: Shape) -> int:
    """Width of an attention head in the graph: the model's, rounded up to what GroupQueryAttention asks for."""
    return -(-(shape.n_embd // shape.n_head) // 8) * 8


class Graph:
    """Nodes of the graph, as they are added. Weights stay outside: a file of protobuf holds 2 GB at most."""

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
        """Names of the outputs of a new node."""
        number = len(self.nodes)
        names = [f"n{number}_{output}" for output in range(outputs)]
        self.nodes.append(helper.make_node(operator, inputs, names, **attributes))
        return names

    def ours(self, operator: str, inputs: list[str], outputs: int = 1, **attributes: Any) -> list[str]:
        """The same, of an operator that ONNX Runtime adds to the standard."""
        return self.add(operator, inputs, outputs, domain="com.microsoft", **attributes)

    def linear(self, x: str, name: str) -> str:
        """`x` times the matrix `name`, without its bias: of 8 bits if it has a scale, else exactly.

        Activations are quantized by row, so that what a row becomes does not depend on the others. Sums of products of
        bytes are exact whatever their order.
        """
        if f"{name}/scale" not in self.arrays:
            return self.add("MatMul", [x, name])[0]
        (largest,) = self.add("ReduceMax", [*self.add("Abs", [x]), "width"], keepdims=1)
        (scale,) = self.add("Max", [*self.add("Div", [largest, "bound"]), "tiny"])
        (bytes_,) = self.add("QuantizeLinear", [*self.add("Div", [x, scale]), "one", "zero"])
        inputs = [bytes_, name, "one", f"{name}/scale", "zero", "zero"]
        return self.add("Mul", [*self.ours("MatMulIntegerToFloat", inputs), scale])[0]


def build(shape: Shape, arrays: Arrays) -> bytes:
    """The graph as a serialized ONNX model whose weights are to be given to the session.

    Args:
        shape: the model's.
        arrays: weights under the names of OpenAI's checkpoints, and `wte/w`, the head [n_embd, n_vocab]; a matrix of
            8 bits has beside it `NAME/scale` [outputs].
    """
    graph = Graph(arrays)
    scale = (shape.n_embd / shape.n_head) ** -0.5
    heads = {"num_heads": shape.n_head, "kv_num_heads": shape.n_head, "scale": scale}
    (x,) = graph.add("Add", [*graph.add("Gather", ["wte", "ids"]), *graph.add("Gather", ["wpe", "positions"])])
    (normal,) = graph.add("LayerNormalization", [x, "h0/ln_1/g", "h0/ln_1/b"], axis=-1, epsilon=EPSILON)
    presents = []
    for layer in range(shape.n_layer):
        here, after = f"h{layer}", f"h{layer + 1}/ln_1" if layer + 1 < shape.n_layer else "ln_f"
        (qkv,) = graph.add("Add", [graph.linear(normal, f"{here}/attn/c_attn/w"), f"{here}/attn/c_attn/b"])
        past = [f"past_{2 * layer}", f"past_{2 * layer + 1}"]
        heard, *present = graph.ours("GroupQueryAttention", [qkv, "", "", *past, "last", "total"], 3, **heads)
        presents += present
        made = graph.linear(heard, f"{here}/attn/c_proj/w")
        normal, x = _residual(graph, x, made, f"{here}/ln_2", f"{here}/attn/c_proj/b")
        (made,) = graph.ours("FastGelu", [graph.linear(normal, f"{here}/mlp/c_fc/w"), f"{here}/mlp/c_fc/b"])
        made = graph.linear(made, f"{here}/mlp/c_proj/w")
        normal, x = _residual(graph, x, made, after, f"{here}/mlp/c_proj/b")
    flat = helper.make_tensor("flat", TensorProto.INT64, [2], [-1, shape.n_embd])
    graph.constants.append(flat)
    (chosen,) = graph.add("Gather", [*graph.add("Reshape", [normal, "flat"]), "rows"])
    return _model(shape, graph, graph.linear(chosen, HEAD), presents)


def _residual(graph: Graph, x: str, made: str, norm: str, bias: str) -> tuple[str, str]:
    """The norm of `x` + `made` + `bias`, and that sum."""
    names = graph.ours("SkipLayerNormalization", [x, made, f"{norm}/g", f"{norm}/b", bias], outputs=4, epsilon=EPSILON)
    return names[0], names[3]


def _model(shape: Shape, graph: Graph, logits: str, presents: list[str]) -> bytes:
    def value(name: str, kind: int, size: list[str | int]) -> Any:
        return helper.make_tensor_value_info(name, kind, size)

    cache: list[str | int] = ["batch", shape.n_head, "room", head_width(shape)]
    inputs = [value(name, TensorProto.INT64, ["batch", "tokens"]) for name in ("ids", "positions")]
    inputs += [value("last", TensorProto.INT32, ["batch"]), value("total", TensorProto.INT32, [])]
    inputs += [value("rows", TensorProto.INT64, ["n"])]
    inputs += [value(f"past_{number}", TensorProto.FLOAT, cache) for number in range(len(presents))]
    outputs = [value("logits", TensorProto.FLOAT, ["n", shape.n_vocab])]
    outputs += [value(f"present_{number}", TensorProto.FLOAT, cache) for number in range(len(presents))]
    renamed = dict(zip([logits, *presents], [output.name for output in outputs], strict=True))
    for node in graph.nodes:
        node.output[:] = [renamed.get(name, name) for name in node.output]
    made = helper.make_graph(
        graph.nodes, "gpt2", inputs, outputs, [*graph.constants, *map(_outside, graph.arrays, graph.arrays.values())]
    )
    opsets = [helper.make_opsetid("", 21), helper.make_opsetid("com.microsoft", 1)]
    return bytes(helper.make_model(made, opset_imports=opsets, ir_version=10).SerializeToString())


def _outside(name: str, array: npt.NDArray[Any]) -> Any:
    """A weight whose values the session is given apart."""
    tensor = TensorProto(name=name, data_type=helper.np_dtype_to_tensor_dtype(array.dtype), dims=array.shape)
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="memory")
    return tensor
