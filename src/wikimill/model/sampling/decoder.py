"""GPT-2 step by step: rows of a batch, each with a text of its own length whose keys and values are kept.

What a row gives does not depend on the other rows, to the last bit: ONNX Runtime's matrix products add up in one order
whatever the number of rows, attention is computed row by row, and a text is read by itself. numpy's products do not:
OpenBLAS takes another kernel for other numbers of rows.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from wikimill.model.sampling import graph
from wikimill.model.weights import Shape

Logits = npt.NDArray[np.float32]


class Network:
    """A model that ONNX Runtime holds."""

    def __init__(self, shape: Shape, arrays: graph.Arrays) -> None:
        """Prepare the computation; see `graph.build` for the arrays."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 0
        # Threads that wait busily keep numpy, and whatever else runs, from the cores: on two cores with eight processes
        # a step took 390 ms, and 190 ms without.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3  # a warning for each constant that an exact model does not need
        self.shape = shape
        self.value = onnxruntime.OrtValue.ortvalue_from_numpy  # shares the array's memory
        self.weights = [self.value(array) for array in arrays.values()]
        options.add_external_initializers(list(arrays), self.weights)
        self.session = onnxruntime.InferenceSession(
            graph.build(shape, arrays), options, providers=["CPUExecutionProvider"]
        )


class Decoder:
    """The texts of a batch."""

    def __init__(self, network: Network, rows: int, room: int) -> None:
        """Make room.

        Args:
            network: the model.
            rows: texts, at most.
            room: tokens of a text, at most; no more than the model's context counts.
        """
        shape = network.shape
        self.network = network
        self.room = min(room, shape.n_ctx)
        self.lengths = np.zeros(rows, np.int32)
        # Keys and values of layer after layer; memory that no text reaches is never touched.
        self.cache = np.empty((2 * shape.n_layer, rows, shape.n_head, self.room, graph.head_width(shape)), np.float32)

    def read(self, row: int, ids: Sequence[int]) -> Logits:
        """Begin a row anew with these tokens, at least one and no more than there is room; float32 [n_vocab]."""
        self.lengths[row] = 0
        logits: Logits = self._run(slice(row, row + 1), np.array([ids]), np.array([len(ids) - 1]))[0]
        return logits

    def step(self, tokens: Sequence[int]) -> Logits:
        """Append a token to each of the first rows; what follows each, float32 [rows, n_vocab]."""
        return self._run(slice(0, len(tokens)), np.array(tokens)[:, None], np.arange(len(tokens)))

    def score(self, ids: Sequence[int]) -> Logits:
        """What follows each of these tokens, read into the first row; float32 [tokens, n_vocab]."""
        self.lengths[0] = 0
        return self._run(slice(0, 1), np.array([ids]), np.arange(len(ids)))

    def take(self, rows: Sequence[int]) -> None:
        """Make the first rows copies of these."""
        if list(rows) == list(range(len(rows))):
            return
        used = int(self.lengths[list(rows)].max())
        for layer in self.cache:
            layer[: len(rows), :, :used] = layer[list(rows), :, :used]
        self.lengths[: len(rows)] = self.lengths[list(rows)]

    def copy(self, source: int, target: int) -> None:
        """Make one row a copy of another."""
        used = self.lengths[target] = self.lengths[source]
        self.cache[:, target, :, :used] = self.cache[:, source, :, :used]

    def _run(self, rows: slice, ids: npt.NDArray[np.int64], chosen: npt.NDArray[np.int64]) -> Logits:
        shape, value = self.network.shape, self.network.value
        lengths = self.lengths[rows]
        logits = np.empty((len(chosen), shape.n_vocab), np.float32)
        inputs: dict[str, npt.NDArray[Any]] = {
            "ids": ids,
            "positions": lengths[:, None] + np.arange(ids.shape[1], dtype=np.int64),
            "last": lengths + np.int32(ids.shape[1] - 1),
            "total": np.array(lengths.max() + ids.shape[1], np.int32),
            "rows": chosen,
        }
        binding = self.network.session.io_binding()
        for name, array in inputs.items():
            binding.bind_ortvalue_input(name, value(array))
        for number, cache in enumerate(self.cache):
            shared = value(cache[rows])
            binding.bind_ortvalue_input(f"past_{number}", shared)
            binding.bind_ortvalue_output(f"present_{number}", shared)
        binding.bind_ortvalue_output("logits", value(logits))
        self.network.session.run_with_iobinding(binding)
        lengths += np.int32(ids.shape[1])
        return logits
