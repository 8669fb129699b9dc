"""Training steps and losses by JAX, data-parallel over all devices of all processes."""

from __future__ import annotations

from typing import Any

import jax
import keras
import numpy as np
import numpy.typing as npt
from jax import numpy as jnp
from jax.sharding import AxisType, NamedSharding, PartitionSpec

from wikimill.model.keras_engine.network import GPT2


class JaxSteps:
    """See `wikimill.model.keras_engine.learner.Steps`. Every device holds all weights and a part of each batch."""

    def __init__(self, model: GPT2, optimizer: keras.optimizers.Optimizer) -> None:
        self.model, self.optimizer = model, optimizer
        mesh = jax.make_mesh((jax.device_count(),), ("data",), axis_types=(AxisType.Auto,))
        self.everywhere = NamedSharding(mesh, PartitionSpec())
        self.parts = NamedSharding(mesh, PartitionSpec(None, "data"))
        self.rows = NamedSharding(mesh, PartitionSpec("data"))
        self._step = jax.jit(self._stepped, donate_argnums=(0, 2), out_shardings=self.everywhere)
        self._losses = jax.jit(self._lost, out_shardings=self.everywhere)
        self.place()

    def place(self) -> None:
        """See `Steps.place`."""
        for variable in self._variables():  # of numpy: each process holds the same already
            variable.assign(self._put(np.asarray(variable.value), self.everywhere))

    def step(self, tokens: npt.NDArray[np.int32], counted: npt.NDArray[np.float32]) -> Any:
        """See `Steps.step`."""
        trained, kept, moments = (self._values(group) for group in self._groups())
        loss, trained, moments = self._step(
            trained, kept, moments, self._put(tokens, self.parts), self._put(counted, self.parts)
        )
        for group, values in zip((self._groups()[0], self._groups()[2]), (trained, moments), strict=True):
            for variable, value in zip(group, values, strict=True):
                variable.assign(value)
        return loss

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """See `Steps.losses`."""
        number = len(tokens)
        whole = np.pad(tokens, ((0, -number % jax.device_count()), (0, 0)))
        trained, kept, _ = (self._values(group) for group in self._groups())
        return np.asarray(self._losses(trained, kept, self._put(whole, self.rows)))[:number]

    def _groups(self) -> tuple[list[Any], list[Any], list[Any]]:
        return self.model.trainable_variables, self.model.non_trainable_variables, self.optimizer.variables

    def _variables(self) -> list[Any]:
        return [variable for group in self._groups() for variable in group]

    @staticmethod
    def _values(variables: list[Any]) -> list[Any]:
        return [variable.value for variable in variables]

    @staticmethod
    def _put(array: npt.NDArray[Any], sharding: NamedSharding) -> Any:
        return jax.make_array_from_callback(array.shape, sharding, lambda part: array[part])

    def _lost(self, trained: Any, kept: Any, tokens: Any) -> Any:
        logits, _ = self.model.stateless_call(trained, kept, tokens[:, :-1])
        logits = logits.astype(jnp.float32)
        chosen = jnp.take_along_axis(logits, tokens[:, 1:, None], axis=-1)[..., 0]
        return jax.nn.logsumexp(logits, axis=-1) - chosen

    def _stepped(self, trained: Any, kept: Any, moments: Any, tokens: Any, counted: Any) -> Any:
        shares = counted / jnp.maximum(counted.sum(), 1)

        def gradients(part: tuple[Any, Any]) -> Any:
            return jax.value_and_grad(lambda weights: (self._lost(weights, kept, part[0]) * part[1]).sum())(trained)

        def add(total: Any, part: tuple[Any, Any]) -> tuple[Any, None]:
            return jax.tree.map(jnp.add, total, gradients(part)), None

        total = gradients((tokens[0], shares[0]))
        if len(tokens) > 1:
            total, _ = jax.lax.scan(add, total, (tokens[1:], shares[1:]))
        loss, gradient = total
        trained, moments = self.optimizer.stateless_apply(moments, gradient, trained)
        return loss, trained, moments
