"""What the processes of a training tell each other that is no array, through the service by which they met."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

from wikimill.errors import WikimillError

Value = TypeVar("Value")

PATIENCE = 24 * 3600  # seconds; a process that is gone is noticed by its heartbeat, not by this


def leads() -> bool:
    """Whether this process writes files."""
    return bool(_state().process_id == 0)


def shared(name: str, compute: Callable[[], Value]) -> Value:
    """What the first process computes, in all of them; `name` is used once, the value is one of JSON."""
    client = _state().client
    if client is None:
        return compute()
    if leads():
        client.key_value_set(f"wikimill/{name}", json.dumps(compute()))
    value: Value = json.loads(client.blocking_key_value_get(f"wikimill/{name}", PATIENCE * 1000))
    return value


def meet(name: str) -> None:
    """Wait until all processes are here; `name` is used once."""
    client = _state().client
    if client is not None:
        client.wait_at_barrier(f"wikimill/{name}", PATIENCE * 1000)


def compare(name: str, value: Any) -> None:
    """Make sure that all processes begin with the same.

    Raises:
        WikimillError: one does not; it is raised in all.
    """
    state, client = _state(), _state().client
    if client is None:
        return
    digest = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
    client.key_value_set(f"wikimill/{name}/{state.process_id}", digest)
    keys = [f"wikimill/{name}/{index}" for index in range(state.num_processes)]
    if {client.blocking_key_value_get(key, PATIENCE * 1000) for key in keys} != {digest}:
        raise WikimillError(
            "the processes of the training read other files or options; put corpus/, out/ and cache/ on a disk that "
            "all machines share, and start all of them with the same options"
        )


def _state() -> Any:
    """JAX's own connection of the processes, which has no public name; its `client` is None where there is one process.

    What is public looks for devices, and with them takes their memory: too early for `batch_size: auto`.
    """
    from jax._src import distributed

    return distributed.global_state
