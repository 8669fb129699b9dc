"""Several processes, on one machine or on many, that train one model with JAX.

They connect before JAX looks for devices, and end together. JAX is imported only where there are several processes or
its backend is chosen: the environment alone tells which process this is.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import importlib.util
import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from wikimill.config.training import Train
from wikimill.errors import WikimillError
from wikimill.model.backends.reporter import Reporter

log = logging.getLogger(__name__)

Value = TypeVar("Value")

VARIABLES = ("JAX_COORDINATOR_ADDRESS", "JAX_NUM_PROCESSES", "JAX_PROCESS_ID")
HEARTBEAT_TIMEOUT = 40  # seconds of silence after which a process counts as lost
SHUTDOWN_TIMEOUT = 30  # seconds; all have passed the last barrier before it
EXCHANGE_TIMEOUT = 24 * 3600  # seconds; a lost process is noticed by its heartbeat, not by this
CONNECTION_LOST = ("Gloo ", "NCCL", "UNAVAILABLE", "CoordinationService", "Connection reset", "Connection closed")


@dataclass(frozen=True)
class RankInfo:
    """One process of several.

    Args:
        rank: its number, from 0.
        world_size: how many processes there are.
        devices: the device numbers on its machine that it uses; () is all.
    """

    rank: int
    world_size: int
    devices: tuple[int, ...]


def rank_info() -> RankInfo | None:
    """What JAX_* variables, Slurm or Open MPI say of this process; None when there is only one.

    Raises:
        WikimillError: variables are missing or contradict each other.
    """
    env = os.environ
    if any(name in env for name in VARIABLES[1:]):
        return _rank_from_jax_variables()
    if "SLURM_STEP_NUM_TASKS" in env and "SLURM_PROCID" in env:  # in a step; the batch script itself has no rank
        is_alone = re.fullmatch(r"1(\(x\d+\))?", env.get("SLURM_STEP_TASKS_PER_NODE", ""))
        devices = _local_devices(bool(is_alone), "SLURM_LOCALID")
        info = RankInfo(int(env["SLURM_PROCID"]), int(env["SLURM_STEP_NUM_TASKS"]), devices)
    elif "OMPI_COMM_WORLD_SIZE" in env:
        devices = _local_devices(env.get("OMPI_COMM_WORLD_LOCAL_SIZE") == "1", "OMPI_COMM_WORLD_LOCAL_RANK")
        info = RankInfo(int(env["OMPI_COMM_WORLD_RANK"]), int(env["OMPI_COMM_WORLD_SIZE"]), devices)
    else:
        return None
    return info if info.world_size > 1 else None


def _rank_from_jax_variables() -> RankInfo | None:
    values = [os.environ.get(name) for name in VARIABLES]
    address, size, rank = values
    if not (address and size and rank and size.isdecimal() and rank.isdecimal() and int(rank) < int(size)):
        raise WikimillError(
            f"{', '.join(VARIABLES)}: set all three, to HOST:PORT of the first process, the number of processes, "
            f"and the number of this one, from 0; they are {', '.join(map(repr, values))}"
        )
    return RankInfo(int(rank), int(size), _local_devices(True, "")) if int(size) > 1 else None


def _local_devices(is_alone: bool, local_rank: str) -> tuple[int, ...]:
    """The devices that a process uses: those of JAX_LOCAL_DEVICE_IDS; all if it is alone on its machine; else one.

    Args:
        is_alone: whether no other process of the training runs on the machine.
        local_rank: the variable with the process's number on its machine.
    """
    devices = os.environ.get("JAX_LOCAL_DEVICE_IDS", "")
    if devices:
        return tuple(int(device) for device in devices.split(","))
    return () if is_alone else (int(os.environ[local_rank]),)


def check_processes(options: Train) -> None:
    """Refuse several processes for a backend that computes in one.

    Raises:
        WikimillError: the engine or the backend computes in one process.
    """
    info = rank_info()
    if info and (options.engine != "keras" or options.backend != "jax"):
        raise WikimillError(
            f"train.backend: this is one of {info.world_size} processes, and only engine: keras with backend: jax "
            "trains in several; set that, or start one process"
        )


@contextlib.contextmanager
def process_group(options: Train, output: Path) -> Iterator[None]:
    """Connect to the other processes of the training, if there are any; while entered, only the first one logs.

    A process that fails ends at once, and the others with it.

    Args:
        options: the configuration's section `train`.
        output: the folder `out/<run>`.

    Raises:
        WikimillError: nothing says where the other processes are.
    """
    reporter = _connect(output) if options.backend == "jax" else None
    if reporter is None:
        yield
        return
    try:
        yield
    except Exception as error:
        if not isinstance(error, WikimillError) and any(sign in str(error) for sign in CONNECTION_LOST):
            reporter.end()
        # Before JAX's own shutdown, in which it would wait for the others, while they wait for it elsewhere.
        atexit.register(_exit_at_once)
        raise


def _exit_at_once() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(1)


def _connect(output: Path) -> Reporter | None:
    import jax

    info = rank_info()
    if info is None and not _may_be_detected():
        return None
    reporter = Reporter(output)
    arguments: dict[str, Any] = {}
    if info:
        # Told nothing, JAX gives a process of Slurm or Open MPI one device, even where it is alone on its machine.
        devices = list(info.devices)
        arguments = {"num_processes": info.world_size, "process_id": info.rank, "local_device_ids": devices}
    try:
        jax.distributed.initialize(
            **arguments, heartbeat_timeout_seconds=HEARTBEAT_TIMEOUT, shutdown_timeout_seconds=SHUTDOWN_TIMEOUT
        )
    except ValueError as error:
        if info:
            raise WikimillError(
                f"this is one of {info.world_size} processes, and nothing says where the first is ({error}); set "
                "JAX_COORDINATOR_ADDRESS to its HOST:PORT"
            ) from None
        return None  # a single TPU or pod
    if not is_main():
        logging.getLogger("wikimill").setLevel(logging.WARNING)
    return reporter


def _may_be_detected() -> bool:
    """Whether JAX should look for a TPU pod or a Kubernetes job: neither says how many processes there are."""
    is_kubernetes = "KUBERNETES_SERVICE_HOST" in os.environ and "JOB_COMPLETION_INDEX" in os.environ
    return is_kubernetes or importlib.util.find_spec("libtpu") is not None


def is_main() -> bool:
    """Whether this is the process that writes files."""
    return bool(_connection().process_id == 0)


def broadcast(name: str, compute: Callable[[], Value]) -> Value:
    """What the first process computes, in all of them; a JSON value. Each `name` can be used once."""
    client = _connection().client
    if client is None:
        return compute()
    if is_main():
        client.key_value_set(f"wikimill/{name}", json.dumps(compute()))
    value: Value = json.loads(client.blocking_key_value_get(f"wikimill/{name}", EXCHANGE_TIMEOUT * 1000))
    return value


def check_equal(options: Train, value: Any) -> None:
    """Make sure that all processes of a training start from the same value, a JSON one.

    Raises:
        WikimillError: one of them differs; it is raised in all.
    """
    if options.backend != "jax":
        return
    state, client = _connection(), _connection().client
    if client is None:
        return
    digest = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
    client.key_value_set(f"wikimill/start/{state.process_id}", digest)
    keys = [f"wikimill/start/{rank}" for rank in range(state.num_processes)]
    if {client.blocking_key_value_get(key, EXCHANGE_TIMEOUT * 1000) for key in keys} != {digest}:
        raise WikimillError(
            "the processes of the training read different files or options; put corpus/, out/ and cache/ on a disk "
            "that all machines share, and start all of them with the same options"
        )


def _connection() -> Any:
    """JAX's own connection between processes, which has no public name; `client` is None where there is only one.

    The public functions look for devices, and with them take their memory: too early for `batch_size: auto`.
    """
    from jax._src import distributed

    return distributed.global_state


class SingleProcess:
    """What a `Learner` answers about processes when it is the only one."""

    is_main = True

    def any_stop(self, stop: bool) -> bool:
        """See `Learner.any_stop`."""
        return stop

    def barrier(self) -> None:
        """See `Learner.barrier`."""


class MultiProcess(SingleProcess):
    """The same for several processes. Votes to stop are read one step later, so that no step waits for them."""

    def __init__(self) -> None:
        import jax
        from jax import numpy as jnp
        from jax.sharding import AxisType, NamedSharding, PartitionSpec

        mesh = jax.make_mesh((jax.device_count(),), ("data",), axis_types=(AxisType.Auto,))
        self.vote_sharding = NamedSharding(mesh, PartitionSpec("data"))
        self.any = jax.jit(jnp.any, out_shardings=NamedSharding(mesh, PartitionSpec()))
        self.is_main = is_main()
        log.info("training in %d processes on %d devices", jax.process_count(), jax.device_count())
        self.barriers = 0
        self.last_vote: Any = None

    def barrier(self) -> None:
        """See `Learner.barrier`."""
        self.barriers += 1
        client = _connection().client
        if client is not None:
            client.wait_at_barrier(f"wikimill/barrier-{self.barriers}", EXCHANGE_TIMEOUT * 1000)

    def any_stop(self, stop: bool) -> bool:
        """Whether any process voted to stop one step ago."""
        import jax

        votes = np.full(jax.device_count(), stop)
        last = self.last_vote
        self.last_vote = self.any(
            jax.make_array_from_callback(votes.shape, self.vote_sharding, lambda part: votes[part])
        )
        return last is not None and bool(last)
