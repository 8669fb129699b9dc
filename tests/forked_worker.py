"""The process that expands templates, forked: it imports for half a second, and ring 1 starts it hundreds of times."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.fork_server import CAN_FORK, ask
from wikimill.convert.expander_process import ExpanderProcess

SERVER = "expander"
WORKER = ["python", "-c", "from wikimill.convert.expander_worker import main; main()"]
TIMEOUT = 500  # seconds after which it is killed


class ForkedWorker:
    """What `subprocess.Popen` would be of the expander's worker, as far as `WorkerProcess` uses it."""

    def __init__(self, env: Mapping[str, str]) -> None:
        requests, given = os.pipe()
        read, answers = os.pipe()
        own = f"/proc/{os.getpid()}/fd"
        files = [f"{own}/{requests}", f"{own}/{answers}", f"{own}/2"]
        self.pid = int(ask(SERVER, files, WORKER, str(Path.cwd()), dict(env), TIMEOUT))
        os.close(requests)
        os.close(answers)
        self.stdin = os.fdopen(given, "wb", buffering=0)
        self.stdout = os.fdopen(read, "rb", buffering=0)
        self.returncode: int | None = None

    def wait(self, timeout: float = TIMEOUT) -> None:
        """Wait until it has ended."""
        deadline = time.monotonic() + timeout
        while self.returncode is None:
            status = ask(SERVER, self.pid, os.WNOHANG)
            if status:
                self.returncode = int(status)
            elif time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(WORKER, timeout)
            else:
                time.sleep(0.002)

    def kill(self) -> None:
        """Kill it, if it has not ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def popen(command: Sequence[str], env: Mapping[str, str], **options: Any) -> Any:
    """A process; the expander's worker is a fork of a server that has imported it."""
    if CAN_FORK and command == COMMAND:
        return ForkedWorker(env)
    return subprocess.Popen(command, env=env, **options)


COMMAND = ExpanderProcess.COMMAND
SUBPROCESS = SimpleNamespace(Popen=popen, PIPE=subprocess.PIPE, TimeoutExpired=subprocess.TimeoutExpired)
