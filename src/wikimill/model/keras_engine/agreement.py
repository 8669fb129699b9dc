"""Stopping at the same step in all processes, though a signal reaches them at different ones."""

from __future__ import annotations

import logging

import jax
import numpy as np
from jax import numpy as jnp
from jax.sharding import AxisType, NamedSharding, PartitionSpec

from wikimill.model.engine import Alone
from wikimill.model.keras_engine import exchange

log = logging.getLogger(__name__)


class Several(Alone):
    """The part of a `Learner` that is of several processes. A vote is read a step later: no step waits for it."""

    def __init__(self) -> None:
        mesh = jax.make_mesh((jax.device_count(),), ("data",), axis_types=(AxisType.Auto,))
        self.votes = NamedSharding(mesh, PartitionSpec("data"))
        self.count = jax.jit(jnp.any, out_shardings=NamedSharding(mesh, PartitionSpec()))
        self.leads = exchange.leads()
        log.info("training in %d processes on %d devices", jax.process_count(), jax.device_count())
        self.met = 0
        self.last: jax.Array | None = None

    def meet(self) -> None:
        """See `Learner.meet`."""
        self.met += 1
        exchange.meet(f"meeting-{self.met}")

    def agree(self, stops: bool) -> bool:
        """Whether a process voted at the step before to stop."""
        votes = np.full(jax.device_count(), stops)
        last = self.last
        self.last = self.count(jax.make_array_from_callback(votes.shape, self.votes, lambda part: votes[part]))
        return last is not None and bool(last)
