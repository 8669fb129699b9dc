"""The engine gpt-2-simple: its graph and gradient accumulation, unmodified, in wikimill's training loop.

Its `finetune` is not used: it fixes the sample length at 1,024 tokens, draws batches from an unseeded generator and
keeps no optimizer state. Its modules are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from gpt_2_simple.src import accumulate, model

from wikimill.config.training import Train
from wikimill.model.engine import Alone, State
from wikimill.model.gpt2simple.graph import hparams, tf1
from wikimill.model.weights import Shape, Weights

SCOPE = "model/"


class GPT2SimpleLearner(Alone):
    """See `wikimill.model.engine.Learner`."""

    def __init__(self, shape: Shape, weights: Weights, options: Train, rates: Sequence[float]) -> None:
        self.rates, self.done = rates, 0
        tf1.reset_default_graph()
        tf1.set_random_seed(options.seed)
        self.tokens = tf1.placeholder(tf.int32, [None, None])
        self.counted = tf1.placeholder(tf.float32, [None, None])
        self.rate = tf1.placeholder(tf.float32, [])
        logits = model.model(hparams=hparams(shape), X=self.tokens[:, :-1])["logits"]
        self.lost = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=self.tokens[:, 1:], logits=logits)
        loss = tf.reduce_sum(self.lost * self.counted)
        named = {variable.op.name.removeprefix(SCOPE): variable for variable in tf1.trainable_variables()}
        self.named = {name: variable for name, variable in named.items() if name in weights}
        trained = [v for n, v in self.named.items() if not options.only_train_transformer_layers or n[:1] == "h"]
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
        for name, variable in self.named.items():
            variable.load(weights[name].reshape(variable.shape), self.session)
        ours = {variable.ref() for variable in self.named.values()}
        self.held = {v.op.name: v for v in tf1.global_variables() if v.ref() not in ours}

    def step(self, tokens: npt.NDArray[np.int32], counted: npt.NDArray[np.float32]) -> Any:
        """See `Learner.step`."""
        rate = {self.rate: self.rates[self.done]}
        self.done += 1
        shares = counted / max(counted.sum(), 1)
        if not self.accumulates:
            return self.session.run(self.minimize, {self.tokens: tokens[0], self.counted: shares[0], **rate})[1]
        self.session.run(self.reset)
        for part, share in zip(tokens, shares, strict=True):
            self.session.run(self.compute, {self.tokens: part, self.counted: share})
        return self.session.run(self.apply, rate) * len(tokens)  # it adds gradients, and averages losses

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """See `Learner.losses`."""
        return np.asarray(self.session.run(self.lost, {self.tokens: tokens}))

    def weights(self) -> Weights:
        """See `Learner.weights`."""
        values = self.session.run(self.named)
        return {name: value[0] if value.ndim == 3 else value for name, value in values.items()}

    def state(self) -> State:
        """See `Learner.state`."""
        return {"step": np.array(self.done), **{name: np.asarray(v) for name, v in self.session.run(self.held).items()}}

    def restore(self, state: State) -> None:
        """See `Learner.restore`."""
        self.done = int(state["step"])
        for name, variable in self.held.items():
            variable.load(state[name], self.session)
