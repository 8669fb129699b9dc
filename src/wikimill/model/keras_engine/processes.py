"""Several processes, on one machine or on many, that train one model with JAX.

They meet before JAX looks for devices. Beside the devices' own network there is that of the service which connected
them: through it they exchange what is no array.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import importlib.util
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from wikimill.errors import WikimillError
from wikimill.model.processes import Place, place
from wikimill.model.reporter import Reporter

log = logging.getLogger(__name__)

Value = TypeVar("Value")

HEARTBEAT = 40  # seconds of silence after which a process counts as gone
FAREWELL = 30  # seconds; before it, all have met
PATIENCE = 24 * 3600  # seconds; a process that is gone is noticed by its heartbeat, not by this
LOST = ("Gloo ", "NCCL", "UNAVAILABLE", "CoordinationService", "Connection reset", "Connection closed")


@contextlib.contextmanager
def together(output: Path) -> Iterator[None]:
    """Meet the other processes, when there are such. While entered, only the first tells what it does.

    A process that fails ends at once, and the others with it.

    Args:
        output: the folder `out/<run>`.

    Raises:
        WikimillError: nobody says where the others are.
    """
    reporter = _join(output)
    if reporter is None:
        yield
        return
    try:
        yield
    except Exception as error:
        if not isinstance(error, WikimillError) and any(sign in str(error) for sign in LOST):
            reporter.end()
        # Before JAX's own farewell, in which it would wait for the others, while they wait for it elsewhere.
        atexit.register(_leave)
        raise


def _leave() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)


def _join(output: Path) -> Reporter | None:
    import jax

    found = place()
    if found is None and not _may_be_detected():
        return None
    reporter = Reporter(output)
    try:
        jax.distributed.initialize(
            **_arguments(found), heartbeat_timeout_seconds=HEARTBEAT, shutdown_timeout_seconds=FAREWELL
        )
    except ValueError as error:
        if found:
            raise WikimillError(
                f"this is one of {found.number} processes, and nothing says where the first is ({error}); set "
                "JAX_COORDINATOR_ADDRESS to its HOST:PORT"
            ) from None
        return None  # a TPU or a pod alone
    if not leads():
        logging.getLogger("wikimill").setLevel(logging.WARNING)
    return reporter


def _may_be_detected() -> bool:
    """Whether JAX should look for a TPU pod or a job of Kubernetes: neither says how many processes there are."""
    pod = "KUBERNETES_SERVICE_HOST" in os.environ and "JOB_COMPLETION_INDEX" in os.environ
    return pod or importlib.util.find_spec("libtpu") is not None


def _arguments(found: Place | None) -> dict[str, Any]:
    if found is None:
        return {}
    # Told nothing, JAX gives a process of Slurm or Open MPI one device, even where it is the only one of its machine.
    return {"num_processes": found.number, "process_id": found.index, "local_device_ids": list(found.devices)}


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
