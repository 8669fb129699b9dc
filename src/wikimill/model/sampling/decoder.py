"""GPT-2 step by step: the rows of a batch, each a text of its own length whose keys and values are cached.

The logits of a row do not depend on the other rows, to the last bit: ONNX Runtime's matrix products add up in the same
order whatever the number of rows, attention is computed row by row, and a prompt is read by itself. numpy's products
do depend on it: OpenBLAS chooses another kernel for other numbers of rows.

Texts may be longer than the context. When a row is full, the newer half of its tokens is read again from position 0 and
the text goes on. The more is kept, the sooner it must be read again: half is one token read for each generated, three
quarters would be three. What comes next is a function of the text alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from wikimill.model.sampling.network import Network, head_width

Logits = npt.NDArray[np.float32]


class Decoder:
    """The texts of a batch and their cache."""

    def __init__(self, network: Network, rows: int, capacity: int) -> None:
        """Allocate the cache.

        Args:
            network: the model.
            rows: texts, at most.
            capacity: tokens of a text, at most; no more than the model's context are cached.
        """
        shape = network.shape
        self.network = network
        self.lengths = np.zeros(rows, np.int32)
        # Keys and values of layer after layer; memory that no text reaches is never touched.
        size = (2 * shape.n_layer, rows, shape.n_head, min(capacity, shape.n_ctx), head_width(shape))
        self.cache = np.empty(size, np.float32)

    def read(self, row: int, ids: Sequence[int]) -> Logits:
        """Replace the text of a row with one of at least one token; what follows it, float32 [n_vocab]."""
        ids = self._in_context(ids)
        self.lengths[row] = 0
        logits: Logits = self._run(slice(row, row + 1), np.array([ids]), np.array([len(ids) - 1]))[0]
        return logits

    def append(self, texts: Sequence[Sequence[int]]) -> Logits:
        """Append the last token of each text to its row, the first rows; what follows, float32 [rows, n_vocab].

        All tokens but the last are in the row already; a row that is full is read again.
        """
        context = self.network.shape.n_ctx
        for row, text in enumerate(texts):
            if self.lengths[row] == context:
                kept = self._in_context(text)[:-1]
                self.lengths[row] = 0
                if kept:
                    self.read(row, kept)
        return self.step([text[-1] for text in texts])

    def step(self, tokens: Sequence[int]) -> Logits:
        """Append a token to each of the first rows; what follows, float32 [rows, n_vocab]."""
        return self._run(slice(0, len(tokens)), np.array(tokens)[:, None], np.arange(len(tokens)))

    def score(self, ids: Sequence[int]) -> Logits:
        """What follows each of these tokens, read into the first row; float32 [tokens, n_vocab]."""
        self.lengths[0] = 0
        return self._run(slice(0, 1), np.array([ids]), np.arange(len(ids)))

    def reorder(self, rows: Sequence[int]) -> None:
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

    def _in_context(self, ids: Sequence[int]) -> Sequence[int]:
        """The tokens that are read: all that fit, else the newer half of a context."""
        context = self.network.shape.n_ctx
        return ids if len(ids) <= context else ids[-max(context // 2, 1) :]

    def _run(self, rows: slice, ids: npt.NDArray[np.int64], selected: npt.NDArray[np.int64]) -> Logits:
        shape, value = self.network.shape, self.network.value
        lengths = self.lengths[rows]
        logits = np.empty((len(selected), shape.n_vocab), np.float32)
        inputs: dict[str, npt.NDArray[Any]] = {
            "ids": ids,
            "positions": lengths[:, None] + np.arange(ids.shape[1], dtype=np.int64),
            "last": lengths + np.int32(ids.shape[1] - 1),
            "total": np.array(lengths.max() + ids.shape[1], np.int32),
            "rows": selected,
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
