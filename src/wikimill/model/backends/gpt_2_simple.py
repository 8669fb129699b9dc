"""The engine `gpt-2-simple`: its graph and gradient accumulation, unmodified, in wikimill's training loop.

Its `finetune` is not used: it fixes the sample length at 1,024 tokens, draws batches from an unseeded generator and
keeps no optimizer state. Its modules are.

Importing this module switches TensorFlow's eager execution off for the whole process, as gpt-2-simple itself does, so
nothing of Keras may run in it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from wikimill.config.training import Train
from wikimill.model.backends.distributed import SingleProcess
from wikimill.model.formats.openai import SCOPE
from wikimill.model.weights import Shape, State, Weights

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import tensorflow as tf
from gpt_2_simple.src import accumulate, model

tf1 = tf.compat.v1
tf1.disable_eager_execution()
tf1.logging.set_verbosity(tf1.logging.ERROR)


def to_hparams(shape: Shape) -> Any:
    """The shape as gpt-2-simple takes it."""
    hparams = model.default_hparams()
    hparams.override_from_dict(shape.asdict())
    return hparams


class GPT2SimpleLearner(SingleProcess):
    """See `learner.Learner`."""

    def __init__(self, shape: Shape, weights: Weights, options: Train, rates: Sequence[float]) -> None:
        self.rates, self.steps_done = rates, 0
        tf1.reset_default_graph()
        tf1.set_random_seed(options.seed)
        self.tokens = tf1.placeholder(tf.int32, [None, None])
        self.loss_mask = tf1.placeholder(tf.float32, [None, None])
        self.rate = tf1.placeholder(tf.float32, [])
        logits = model.model(hparams=to_hparams(shape), X=self.tokens[:, :-1])["logits"]
        self.token_losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=self.tokens[:, 1:], logits=logits)
        loss = tf.reduce_sum(self.token_losses * self.loss_mask)
        by_name = {variable.op.name.removeprefix(SCOPE): variable for variable in tf1.trainable_variables()}
        self.variables = {name: variable for name, variable in by_name.items() if name in weights}
        layers_only = options.only_train_transformer_layers
        trained = [variable for name, variable in self.variables.items() if not layers_only or name[:1] == "h"]
        adam = tf1.train.AdamOptimizer(learning_rate=self.rate)
        self.accumulates = options.accumulate_gradients > 1
        if self.accumulates:
            optimizer = accumulate.AccumulatingOptimizer(opt=adam, var_list=trained)
            self.reset = optimizer.reset()
            self.compute = optimizer.compute_gradients(loss)
            self.apply = optimizer.apply_gradients()
        else:  # without the accumulators' copy of every weight
            self.minimize = [adam.minimize(loss, var_list=trained), loss]
        config = tf1.ConfigProto()
        config.gpu_options.allow_growth = True
        self.session = tf1.Session(config=config)
        self.session.run(tf1.global_variables_initializer())
        for name, variable in self.variables.items():
            variable.load(weights[name].reshape(variable.shape), self.session)
        weight_refs = {variable.ref() for variable in self.variables.values()}
        self.state_variables = {v.op.name: v for v in tf1.global_variables() if v.ref() not in weight_refs}

    def step(self, tokens: npt.NDArray[np.int32], loss_mask: npt.NDArray[np.float32]) -> Any:
        """See `Learner.step`."""
        rate = {self.rate: self.rates[self.steps_done]}
        self.steps_done += 1
        shares = loss_mask / max(loss_mask.sum(), 1)  # of each token in the mean
        if not self.accumulates:
            return self.session.run(self.minimize, {self.tokens: tokens[0], self.loss_mask: shares[0], **rate})[1]
        self.session.run(self.reset)
        for part, share in zip(tokens, shares, strict=True):
            self.session.run(self.compute, {self.tokens: part, self.loss_mask: share})
        return self.session.run(self.apply, rate) * len(tokens)  # it sums gradients, but averages losses

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """See `Learner.losses`."""
        return np.asarray(self.session.run(self.token_losses, {self.tokens: tokens}))

    def weights(self) -> Weights:
        """See `Learner.weights`."""
        values = self.session.run(self.variables)
        return {name: value[0] if value.ndim == 3 else value for name, value in values.items()}

    def state(self) -> State:
        """See `Learner.state`."""
        values = self.session.run(self.state_variables)
        return {"step": np.array(self.steps_done), **{name: np.asarray(value) for name, value in values.items()}}

    def restore(self, state: State) -> None:
        """See `Learner.restore`."""
        self.steps_done = int(state["step"])
        for name, variable in self.state_variables.items():
            variable.load(state[name], self.session)
