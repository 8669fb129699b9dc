"""Training steps and losses by TensorFlow, compiled by XLA where that is faster."""

from __future__ import annotations

from functools import partial
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from wikimill.model.backends.gpt2 import GPT2

LARGE = 10_000_000  # weights


class TensorFlowSteps:
    """See `keras_learner.Steps`. One device.

    Args:
        model: to train.
        optimizer: built for it.
        accelerated: whether that device is a GPU.
        precision: `float32` or `bfloat16`.
    """

    def __init__(self, model: GPT2, optimizer: keras.optimizers.Optimizer, accelerated: bool, precision: str) -> None:
        self.model = model
        # On a CPU XLA compiles for seconds even what is small. For a large model the optimizer then makes one pass over
        # the weights instead of ten, and the network is a sixth faster in float32; in bfloat16 it is slower.
        compiled = accelerated or model.count_params() >= LARGE
        network = accelerated or (compiled and precision == "float32")
        # Nothing here needs AutoGraph, which would read and translate the source of Keras for a second.
        compile_ = partial(tf.function, autograph=False)
        self._apply = compile_(optimizer.apply, jit_compile=compiled)
        self._step = compile_(self._train, jit_compile=network, reduce_retracing=True)
        self._losses = compile_(self._token_losses, jit_compile=network, reduce_retracing=True)

    def place_variables(self) -> None:
        """See `Steps.place_variables`: a variable's memory stays where it is."""

    def step(self, tokens: npt.NDArray[np.int32], loss_mask: npt.NDArray[np.float32]) -> Any:
        """See `Steps.step`."""
        return self._step(tokens, loss_mask)

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """See `Steps.losses`."""
        return np.asarray(self._losses(tokens))

    def _token_losses(self, tokens: Any) -> Any:
        logits = self.model(tokens[:, :-1])
        return tf.nn.sparse_softmax_cross_entropy_with_logits(tokens[:, 1:], tf.cast(logits, tf.float32))

    def _gradients(self, tokens: Any, shares: Any) -> tuple[Any, list[Any]]:
        variables = [variable.value for variable in self.model.trainable_variables]
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(variables)
            loss = tf.reduce_sum(self._token_losses(tokens) * shares)
        return loss, [tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, variables)]

    def _train(self, tokens: Any, loss_mask: Any) -> Any:
        shares = loss_mask / tf.maximum(tf.reduce_sum(loss_mask), 1)  # of each token in the mean
        sums = self._gradients(tokens[0], shares[0])
        if tokens.shape[0] != 1:  # else the network would be traced a second time, for a loop without an iteration
            _, sums = tf.while_loop(
                lambda part, _: part < tf.shape(tokens)[0],
                lambda part, sums: (
                    part + 1,
                    tf.nest.map_structure(tf.add, sums, self._gradients(tokens[part], shares[part])),
                ),
                (1, sums),
            )
        loss, gradients = sums
        self._apply(gradients)
        return loss
