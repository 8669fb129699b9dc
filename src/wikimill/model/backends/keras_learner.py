"""The engine `keras`: model, optimizer and training steps, put together as the options ask."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

from wikimill.config.training import Train
from wikimill.model.backends import hardware
from wikimill.model.backends.distributed import MultiProcess, SingleProcess
from wikimill.model.backends.gpt2 import GPT2
from wikimill.model.backends.learner import OutOfMemoryError
from wikimill.model.backends.optimizer import build_optimizer
from wikimill.model.weights import Shape, State, Weights

EMBEDDINGS = ("wte", "wpe")
OUT_OF_MEMORY = ("ResourceExhausted", "RESOURCE_EXHAUSTED", "OOM when allocating", "Out of memory")


class Steps(Protocol):
    """What a backend computes."""

    def place_variables(self) -> None:
        """Move variables that were assigned to where steps need them."""

    def step(self, tokens: npt.NDArray[np.int32], loss_mask: npt.NDArray[np.float32]) -> Any:
        """See `Learner.step`."""

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """See `Learner.losses`."""


class KerasLearner:
    """See `learner.Learner`."""

    def __init__(self, shape: Shape, weights: Weights, options: Train, rates: Sequence[float]) -> None:
        keras.config.set_dtype_policy("mixed_bfloat16" if options.precision == "bfloat16" else "float32")
        self.options = options
        hardware.check_batch_split(options)
        self.processes = self._processes()
        self.is_main = self.processes.is_main
        with self._out_of_memory():
            self.model = GPT2(shape, options.lora_rank, options.rematerialize)
            self.variables = self.model.variables_by_name()
            for name, variable in self.variables.items():
                variable.assign(weights[name])
            self._set_trainable()
            self.optimizer = build_optimizer(options, rates, self.model)
            self.steps = self._steps()

    def _processes(self) -> SingleProcess:
        if self.options.backend == "jax":
            import jax

            if jax.process_count() > 1:
                return MultiProcess()
        return SingleProcess()

    def any_stop(self, stop: bool) -> bool:
        """See `Learner.any_stop`."""
        return self.processes.any_stop(stop)

    def barrier(self) -> None:
        """See `Learner.barrier`."""
        self.processes.barrier()

    def _steps(self) -> Steps:
        if self.options.backend == "jax":
            from wikimill.model.backends.jax_step import JaxSteps

            return JaxSteps(self.model, self.optimizer)
        from wikimill.model.backends.tensorflow_step import TensorFlowSteps

        has_accelerator = hardware.has_accelerator("tensorflow")
        return TensorFlowSteps(self.model, self.optimizer, has_accelerator, self.options.precision)

    def _set_trainable(self) -> None:
        low_rank = self.model.low_rank_layers()
        for name, variable in self.variables.items():
            variable.trainable = not low_rank and not (
                self.options.only_train_transformer_layers and name in EMBEDDINGS
            )
        for number, layer in enumerate(low_rank.values()):
            # The product starts as zero: one factor random, the other zero (Hu et al. 2021, section 4.1).
            rng = np.random.Generator(np.random.Philox(key=self.options.seed, counter=[0, 0, 1, number]))
            inputs, rank = layer.down.shape
            layer.down.assign(rng.standard_normal((inputs, rank), np.float32) / np.sqrt(inputs))

    def step(self, tokens: npt.NDArray[np.int32], loss_mask: npt.NDArray[np.float32]) -> Any:
        """See `Learner.step`."""
        with self._out_of_memory():
            return self.steps.step(tokens, loss_mask)

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """See `Learner.losses`."""
        with self._out_of_memory():
            return self.steps.losses(tokens)

    def weights(self) -> Weights:
        """See `Learner.weights`."""
        merged = {name: layer.merged() for name, layer in self.model.low_rank_layers().items()}
        return {
            name: merged[name] if name in merged else ops.convert_to_numpy(variable)
            for name, variable in self.variables.items()
        }

    def state(self) -> State:
        """See `Learner.state`."""
        return {name: ops.convert_to_numpy(variable) for name, variable in self._state_variables().items()}

    def restore(self, state: State) -> None:
        """See `Learner.restore`."""
        for name, variable in self._state_variables().items():
            variable.assign(state[name])
        self.steps.place_variables()

    def _state_variables(self) -> dict[str, keras.Variable]:
        """The optimizer's variables; and with low-rank additions these and the matrices below, merged in `weights`."""
        state = {f"optimizer/{number}": variable for number, variable in enumerate(self.optimizer.variables)}
        for name, layer in self.model.low_rank_layers().items():
            state |= {f"{name}/base": layer.w, f"{name}/down": layer.down, f"{name}/up": layer.up}
        return state

    @contextlib.contextmanager
    def _out_of_memory(self) -> Iterator[None]:
        """Turn a library's error for exhausted memory into one that says what to lower."""
        try:
            yield
        except Exception as error:
            if not any(sign in f"{type(error).__name__} {error}" for sign in OUT_OF_MEMORY):
                raise
            raise OutOfMemoryError(
                f"train.batch_size: {self.options.batch_size} samples of {self.options.sample_length} tokens exceed "
                "the memory; lower batch_size (and raise accumulate_gradients) or sample_length, set "
                "rematerialize: true, or let batch_size: auto find what fits"
            ) from None
