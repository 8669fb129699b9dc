"""The engine Keras: model, optimizer and steps, put together as the options ask."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

from wikimill.config.training import Train
from wikimill.model.engine import Alone, OutOfMemoryError, State
from wikimill.model.keras_engine import hardware
from wikimill.model.keras_engine.network import GPT2
from wikimill.model.weights import Shape, Weights

EPSILON = 1e-8  # of Adam, as OpenAI's and gpt-2-simple's; Keras' own is 1e-7
EMBEDDINGS = ("wte", "wpe")
EXHAUSTED = ("ResourceExhausted", "RESOURCE_EXHAUSTED", "OOM when allocating", "Out of memory")


class Steps(Protocol):
    """What a backend computes."""

    def place(self) -> None:
        """Put variables that were assigned to where steps need them."""

    def step(self, tokens: npt.NDArray[np.int32], counted: npt.NDArray[np.float32]) -> Any:
        """See `Learner.step`."""

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """See `Learner.losses`."""


class KerasLearner:
    """See `wikimill.model.engine.Learner`."""

    def __init__(self, shape: Shape, weights: Weights, options: Train, rates: Sequence[float]) -> None:
        keras.config.set_dtype_policy("mixed_bfloat16" if options.precision == "bfloat16" else "float32")
        self.options = options
        hardware.check_shares(options)
        self.group = self._group()
        self.leads = self.group.leads
        with self._memory():
            self.model = GPT2(shape, options.lora_rank, options.rematerialize)
            self.named = self.model.variables_by_name()
            for name, variable in self.named.items():
                variable.assign(weights[name])
            self._freeze()
            self.optimizer = _optimizer(options, rates, self.model)
            self.steps = self._steps()

    def _group(self) -> Alone:
        if self.options.backend == "jax":
            import jax

            if jax.process_count() > 1:
                from wikimill.model.keras_engine.agreement import Several

                return Several()
        return Alone()

    def agree(self, stops: bool) -> bool:
        """See `Learner.agree`."""
        return self.group.agree(stops)

    def meet(self) -> None:
        """See `Learner.meet`."""
        self.group.meet()

    def _steps(self) -> Steps:
        if self.options.backend == "jax":
            from wikimill.model.keras_engine.jax_step import JaxSteps

            return JaxSteps(self.model, self.optimizer)
        from wikimill.model.keras_engine.tensorflow_step import TensorFlowSteps

        return TensorFlowSteps(self.model, self.optimizer, hardware.accelerated("tensorflow"), self.options.precision)

    def _freeze(self) -> None:
        additions = self.model.additions()
        for name, variable in self.named.items():
            variable.trainable = not additions and not (
                self.options.only_train_transformer_layers and name in EMBEDDINGS
            )
        for number, part in enumerate(additions.values()):
            # The product begins as nothing: one half random, the other zero (Hu et al. 2021, section 4.1).
            generator = np.random.Generator(np.random.Philox(key=self.options.seed, counter=[0, 0, 1, number]))
            inputs, rank = part.down.shape
            part.down.assign(generator.standard_normal((inputs, rank), np.float32) / np.sqrt(inputs))

    def step(self, tokens: npt.NDArray[np.int32], counted: npt.NDArray[np.float32]) -> Any:
        """See `Learner.step`."""
        with self._memory():
            return self.steps.step(tokens, counted)

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """See `Learner.losses`."""
        with self._memory():
            return self.steps.losses(tokens)

    def weights(self) -> Weights:
        """See `Learner.weights`."""
        merged = {name: part.merged() for name, part in self.model.additions().items()}
        return {
            name: merged[name] if name in merged else ops.convert_to_numpy(variable)
            for name, variable in self.named.items()
        }

    def state(self) -> State:
        """See `Learner.state`."""
        return {name: ops.convert_to_numpy(variable) for name, variable in self._held().items()}

    def restore(self, state: State) -> None:
        """See `Learner.restore`."""
        for name, variable in self._held().items():
            variable.assign(state[name])
        self.steps.place()

    def _held(self) -> dict[str, keras.Variable]:
        """The variables beside the weights; with low-rank additions those below them, which are merged there."""
        held = {f"optimizer/{number}": variable for number, variable in enumerate(self.optimizer.variables)}
        for name, part in self.model.additions().items():
            held |= {f"{name}/base": part.w, f"{name}/down": part.down, f"{name}/up": part.up}
        return held

    @contextlib.contextmanager
    def _memory(self) -> Iterator[None]:
        """An error of the library that says that memory is exhausted is one that a person can mend."""
        try:
            yield
        except Exception as error:
            if not any(sign in f"{type(error).__name__} {error}" for sign in EXHAUSTED):
                raise
            raise OutOfMemoryError(
                f"train.batch_size: {self.options.batch_size} samples of {self.options.sample_length} tokens exceed "
                "the memory; lower batch_size (and raise accumulate_gradients) or sample_length, set "
                "rematerialize: true, or let batch_size: auto find what fits"
            ) from None


class _Rates(keras.optimizers.schedules.LearningRateSchedule):
    """A learning rate for every step, looked up."""

    def __init__(self, rates: Sequence[float]) -> None:
        self.rates = np.array(rates, np.float32)

    def __call__(self, step: Any) -> Any:
        return ops.take(ops.convert_to_tensor(self.rates), ops.minimum(ops.cast(step, "int32"), len(self.rates) - 1))


def _optimizer(options: Train, rates: Sequence[float], model: GPT2) -> keras.optimizers.Optimizer:
    """AdamW (Loshchilov and Hutter 2019), with no decay of what is no matrix; without steps one that holds nothing."""
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
