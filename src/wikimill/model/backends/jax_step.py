"""Training steps and losses by JAX, data-parallel over all devices of all processes."""

from __future__ import annotations

from typing import Any

import jax
import keras
import numpy as np
import numpy.typing as npt
from jax import numpy as jnp
from jax.sharding import AxisType, NamedSharding, PartitionSpec

from wikimill.model.backends.gpt2 import GPT2


class JaxSteps:
    """See `keras_learner.Steps`. Every device holds all weights and a part of each batch."""

    def __init__(self, model: GPT2, optimizer: keras.optimizers.Optimizer) -> None:
        self.model, self.optimizer = model, optimizer
        mesh = jax.make_mesh((jax.device_count(),), ("data",), axis_types=(AxisType.Auto,))
        self.replicated = NamedSharding(mesh, PartitionSpec())
        self.second_axis = NamedSharding(mesh, PartitionSpec(None, "data"))
        self.first_axis = NamedSharding(mesh, PartitionSpec("data"))
        self._step = jax.jit(self._train, donate_argnums=(0, 2), out_shardings=self.replicated)
        self._losses = jax.jit(self._token_losses, out_shardings=self.replicated)
        self.place_variables()

    def place_variables(self) -> None:
        """See `Steps.place_variables`."""
        for variable in self._variables():  # from numpy, as each process already has the same values
            variable.assign(self._put(np.asarray(variable.value), self.replicated))

    def step(self, tokens: npt.NDArray[np.int32], loss_mask: npt.NDArray[np.float32]) -> Any:
        """See `Steps.step`."""
        trained, frozen, moments = (self._values(group) for group in self._groups())
        loss, trained, moments = self._step(
            trained, frozen, moments, self._put(tokens, self.second_axis), self._put(loss_mask, self.second_axis)
        )
        for group, values in zip((self._groups()[0], self._groups()[2]), (trained, moments), strict=True):
            for variable, value in zip(group, values, strict=True):
                variable.assign(value)
        return loss

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        """See `Steps.losses`."""
        padded = np.pad(tokens, ((0, -len(tokens) % jax.device_count()), (0, 0)))
        trained, frozen, _ = (self._values(group) for group in self._groups())
        return np.asarray(self._losses(trained, frozen, self._put(padded, self.first_axis)))[: len(tokens)]

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

    def _token_losses(self, trained: Any, frozen: Any, tokens: Any) -> Any:
        logits, _ = self.model.stateless_call(trained, frozen, tokens[:, :-1])
        logits = logits.astype(jnp.float32)
        targets = jnp.take_along_axis(logits, tokens[:, 1:, None], axis=-1)[..., 0]
        return jax.nn.logsumexp(logits, axis=-1) - targets

    def _train(self, trained: Any, frozen: Any, moments: Any, tokens: Any, loss_mask: Any) -> Any:
        shares = loss_mask / jnp.maximum(loss_mask.sum(), 1)  # of each token in the mean

        def gradients(part: tuple[Any, Any]) -> Any:
            def loss(weights: Any) -> Any:
                return (self._token_losses(weights, frozen, part[0]) * part[1]).sum()

            return jax.value_and_grad(loss)(trained)

        def add(total: Any, part: tuple[Any, Any]) -> tuple[Any, None]:
            return jax.tree.map(jnp.add, total, gradients(part)), None

        total = gradients((tokens[0], shares[0]))
        if len(tokens) > 1:
            total, _ = jax.lax.scan(add, total, (tokens[1:], shares[1:]))
        loss, gradient = total
        trained, moments = self.optimizer.stateless_apply(moments, gradient, trained)
        return loss, trained, moments
