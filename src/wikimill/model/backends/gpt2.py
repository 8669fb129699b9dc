"""GPT-2 (Radford et al. 2019) in Keras 3, on any of its backends.

Layers and weights are OpenAI's, one to one: a checkpoint is assigned, not translated.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

from wikimill.model.weights import Shape, weight_shapes

EPSILON = 1e-5  # of the norms
LORA_ALPHA = 2  # factor of a low-rank addition


class Projection(keras.layers.Layer):
    """`x @ w + b` for x [..., inputs], and with `rank` a low-rank addition to `w` (Hu et al. 2021)."""

    def __init__(self, size: tuple[int, ...], rank: int = 0) -> None:
        super().__init__()
        inputs, outputs = size
        self.w = self.add_weight(shape=size, initializer="zeros", name="w")
        self.b = self.add_weight(shape=(outputs,), initializer="zeros", name="b")
        self.down: Any = None
        self.up: Any = None
        if rank:
            self.down = self.add_weight(shape=(inputs, rank), initializer="zeros", name="down")
            self.up = self.add_weight(shape=(rank, outputs), initializer="zeros", name="up")

    def call(self, x: Any) -> Any:
        """See `keras.layers.Layer`."""
        y = ops.matmul(x, self.w) + self.b
        if self.down is None:
            return y
        return y + ops.matmul(ops.matmul(x, self.down), self.up) * LORA_ALPHA

    def merged(self) -> npt.NDArray[np.float32]:
        """`w` with its low-rank addition, [inputs, outputs] float32."""
        w: npt.NDArray[np.float32] = ops.convert_to_numpy(self.w)
        if self.down is not None:
            w = w + ops.convert_to_numpy(self.down) @ ops.convert_to_numpy(self.up) * LORA_ALPHA
        return w


class Block(keras.layers.Layer):
    """A transformer layer: causal self-attention, then two dense layers, each behind a norm and added to its input."""

    def __init__(self, shape: Shape, rank: int) -> None:
        super().__init__()
        sizes = weight_shapes(shape)
        self.heads, self.width = shape.n_head, shape.n_embd
        self.ln_1, self.ln_2 = _norm(shape), _norm(shape)
        matrices = ("attn/c_attn", "attn/c_proj", "mlp/c_fc", "mlp/c_proj")
        self.c_attn, self.attn_proj, self.c_fc, self.mlp_proj = (Projection(sizes[f"h0/{m}/w"], rank) for m in matrices)
        projections = zip(matrices, (self.c_attn, self.attn_proj, self.c_fc, self.mlp_proj), strict=True)
        self.parts = {"ln_1": self.ln_1, "ln_2": self.ln_2, **dict(projections)}
        self.built = True

    def call(self, x: Any) -> Any:
        """See `keras.layers.Layer`."""
        x = x + self.attn_proj(self._attend(self.c_attn(self.ln_1(x))))
        return x + self.mlp_proj(ops.gelu(self.c_fc(self.ln_2(x)), approximate=True))

    def _attend(self, projected: Any) -> Any:
        batch, length = projected.shape[:2]
        heads = ops.reshape(projected, (batch, length, 3, self.heads, self.width // self.heads))
        query, key, value = ops.unstack(heads, axis=2)
        attended = ops.dot_product_attention(query, key, value, is_causal=True)
        return ops.reshape(attended, (batch, length, self.width))


class GPT2(keras.Model):
    """Token ids [batch, length], int32, to logits [batch, length, n_vocab], in the precision of Keras' policy.

    Args:
        shape: of the model.
        rank: of the low-rank additions to the layers' matrices; 0 for none.
        rematerialize: compute a layer's activations again in the backward pass.
    """

    def __init__(self, shape: Shape, rank: int = 0, rematerialize: bool = False) -> None:
        super().__init__()
        self.wte = self.add_weight(shape=(shape.n_vocab, shape.n_embd), initializer="zeros", name="wte")
        self.wpe = self.add_weight(shape=(shape.n_ctx, shape.n_embd), initializer="zeros", name="wpe")
        self.blocks = [Block(shape, rank) for _ in range(shape.n_layer)]
        self.ln_f = _norm(shape)
        self.built = True
        self.rematerialize = rematerialize

    def call(self, tokens: Any) -> Any:
        """See `keras.Model`."""
        x = ops.take(self.wte, tokens, axis=0) + self.wpe[: tokens.shape[1]]
        for block in self.blocks:
            x = keras.remat(block)(x) if self.rematerialize else block(x)
        return ops.matmul(self.ln_f(x), ops.transpose(self.wte))

    def variables_by_name(self) -> dict[str, keras.Variable]:
        """The variables by the names of `weights.weight_shapes`, without the low-rank additions."""
        named = {"wte": self.wte, "wpe": self.wpe, "ln_f/g": self.ln_f.gamma, "ln_f/b": self.ln_f.beta}
        for number, block in enumerate(self.blocks):
            for name, part in block.parts.items():
                first, second = (part.w, part.b) if isinstance(part, Projection) else (part.gamma, part.beta)
                named[f"h{number}/{name}/{'w' if isinstance(part, Projection) else 'g'}"] = first
                named[f"h{number}/{name}/b"] = second
        return named

    def low_rank_layers(self) -> dict[str, Projection]:
        """The layers that have a low-rank addition, by the name of their matrix."""
        return {
            f"h{number}/{name}/w": part
            for number, block in enumerate(self.blocks)
            for name, part in block.parts.items()
            if isinstance(part, Projection) and part.down is not None
        }


def _norm(shape: Shape) -> keras.layers.LayerNormalization:
    norm = keras.layers.LayerNormalization(epsilon=EPSILON)
    norm.build((None, None, shape.n_embd))
    return norm
