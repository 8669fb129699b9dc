"""Several processes, on one machine or on many, that train one model with JAX.

They meet before JAX looks for devices, and end together.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wikimill.errors import WikimillError
from wikimill.model.keras_engine.exchange import leads
from wikimill.model.processes import Place, place
from wikimill.model.reporter import Reporter

log = logging.getLogger(__name__)

HEARTBEAT = 40  # seconds of silence after which a process counts as gone
FAREWELL = 30  # seconds; before it, all have met
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
