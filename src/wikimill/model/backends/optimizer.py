"""The optimizer, with the learning rate of every step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import ops

from wikimill.config.training import Train
from wikimill.model.backends.gpt2 import GPT2

EPSILON = 1e-8  # of Adam, as OpenAI's and gpt-2-simple's; Keras' own is 1e-7


class _Rates(keras.optimizers.schedules.LearningRateSchedule):
    """A learning rate for every step, from a table."""

    def __init__(self, rates: Sequence[float]) -> None:
        self.rates = np.array(rates, np.float32)

    def __call__(self, step: Any) -> Any:
        return ops.take(ops.convert_to_tensor(self.rates), ops.minimum(ops.cast(step, "int32"), len(self.rates) - 1))


def build_optimizer(options: Train, rates: Sequence[float], model: GPT2) -> keras.optimizers.Optimizer:
    """AdamW (Loshchilov and Hutter 2019) that decays matrices only; one without state when no steps are asked for."""
    if not rates:
        return keras.optimizers.SGD(0.0)
    optimizer = keras.optimizers.AdamW(
        learning_rate=_Rates(rates),
        weight_decay=options.weight_decay,
        epsilon=EPSILON,
        global_clipnorm=options.clip_norm or None,
    )
    optimizer.exclude_from_weight_decay(var_list=[each for each in model.trainable_variables if len(each.shape) < 2])
    optimizer.build(model.trainable_variables)
    return optimizer
