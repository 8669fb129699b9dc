"""Which of several processes this one is, as its environment tells; no library that computes is imported for it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from wikimill.config.training import Train
from wikimill.errors import WikimillError

VARIABLES = ("JAX_COORDINATOR_ADDRESS", "JAX_NUM_PROCESSES", "JAX_PROCESS_ID")


@dataclass(frozen=True)
class Place:
    """A process of several.

    Args:
        index: which of them, from 0.
        number: how many there are.
        devices: those of its machine that it takes, by number; () takes all.
    """

    index: int
    number: int
    devices: tuple[int, ...]


def place() -> Place | None:
    """What JAX_* variables, Slurm or Open MPI say; None when they say of no more than one process.

    Raises:
        WikimillError: variables that do not go together.
    """
    env = os.environ
    if any(name in env for name in VARIABLES[1:]):
        return _of_variables()
    if "SLURM_STEP_NUM_TASKS" in env and "SLURM_PROCID" in env:  # a step: the batch script itself is none
        alone = re.fullmatch(r"1(\(x\d+\))?", env.get("SLURM_STEP_TASKS_PER_NODE", ""))
        devices = _devices(bool(alone), "SLURM_LOCALID")
        found = Place(int(env["SLURM_PROCID"]), int(env["SLURM_STEP_NUM_TASKS"]), devices)
    elif "OMPI_COMM_WORLD_SIZE" in env:
        devices = _devices(env.get("OMPI_COMM_WORLD_LOCAL_SIZE") == "1", "OMPI_COMM_WORLD_LOCAL_RANK")
        found = Place(int(env["OMPI_COMM_WORLD_RANK"]), int(env["OMPI_COMM_WORLD_SIZE"]), devices)
    else:
        return None
    return found if found.number > 1 else None


def _of_variables() -> Place | None:
    values = [os.environ.get(name) for name in VARIABLES]
    address, number, index = values
    if not (address and number and index and number.isdecimal() and index.isdecimal() and int(index) < int(number)):
        raise WikimillError(
            f"{', '.join(VARIABLES)}: all three are needed, HOST:PORT of the first process, the number of processes, "
            f"and which one this is, from 0; they are {', '.join(map(repr, values))}"
        )
    return Place(int(index), int(number), _devices(True, "")) if int(number) > 1 else None


def _devices(alone: bool, local: str) -> tuple[int, ...]:
    """The devices that a process takes: what JAX_LOCAL_DEVICE_IDS says, all when it is alone on its machine, or one.

    Args:
        alone: whether there is no other process on the machine.
        local: the variable that tells which of the machine's processes this is.
    """
    chosen = os.environ.get("JAX_LOCAL_DEVICE_IDS", "")
    if chosen:
        return tuple(int(each) for each in chosen.split(","))
    return () if alone else (int(os.environ[local]),)


def check(options: Train) -> None:
    """Refuse several processes for what computes in one.

    Raises:
        WikimillError: the engine or the backend computes in one process.
    """
    found = place()
    if found and (options.engine != "keras" or options.backend != "jax"):
        raise WikimillError(
            f"train.backend: this is one of {found.number} processes, and only engine: keras with backend: jax trains "
            "in several; set that, or start one process"
        )
