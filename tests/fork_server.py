"""Programs that start at once: a server imports what a program needs, and each call is a fork of the server.

Importing Snakemake, TensorFlow or JAX takes longer than most of what tests ask of them. The fork is a process of its
own that has run nothing yet: it takes over the arguments, folder, environment and output of a call, and then does what
the program does. TensorFlow and JAX start their threads when they first compute, which is after the fork.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import gc
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import IO

BIN = Path(sys.executable).parent
CAN_FORK = sys.platform == "linux"  # elsewhere the system's own libraries forbid it
TRAINING = ["wikimill.model.train", "wikimill.model.backends.keras_learner", "matplotlib.figure", "safetensors.numpy"]
# The modules that a server imports, by its name; the first tells Keras its backend.
PRELOADS = {
    # What Snakemake imports late is three quarters of what it imports: pandas to compare params, and more.
    "snakemake": [
        "snakemake.cli",
        "wikimill.workflow",
        "argparse_dataclass",
        "graphlib",
        "pandas",
        "platformdirs.unix",
        "smart_open",
        "snakemake.report.html_reporter",
    ],
    "tensorflow": [*TRAINING, "wikimill.model.backends.tensorflow_step"],
    "jax": [*TRAINING, "wikimill.model.backends.jax_step", "wikimill.model.backends.distributed"],
    "gpt-2-simple": ["gpt_2_simple", "wikimill.model.train"],
    "expander": ["wikimill.convert.expander_worker"],
}

# JAX optimizes little, and keeps what it compiled in the folder of a call for the next one. It reads these when it is
# imported.
FAST_JAX = {
    "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
    "JAX_COMPILATION_CACHE_DIR": "cache",
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
}

_leave_with: list[int] = []  # the exit status of this fork, if it ended well enough to have one


class Program:
    """A running program, in a session of its own.

    Args:
        preload: one of `PRELOADS`; None starts the program without a server.
        command: `snakemake`, `wikimill` or `python -c`, and arguments.
        folder: its working directory.
        env: its environment. Variables that a preloaded library reads when it is imported have no effect.
        timeout: seconds after which it is killed.
    """

    def __init__(
        self,
        preload: str | None,
        *command: str,
        folder: Path,
        env: Mapping[str, str] | None = None,
        timeout: float = 500,
    ) -> None:
        handle, name = tempfile.mkstemp(dir=_output_folder().name)
        self.output = Path(name)
        self.status: int | None = None
        environment = dict(env or os.environ)
        self.preload = preload if CAN_FORK else None
        if self.preload:
            files = (os.devnull, name, name)
            self.pid = int(ask(self.preload, files, command, str(folder), environment, int(timeout)))
        else:
            program = [str(BIN / command[0]), *command[1:]]
            fcntl.flock(handle, fcntl.LOCK_SH)
            self.process = subprocess.Popen(
                program, cwd=folder, env=environment, stdout=handle, stderr=handle, start_new_session=True
            )
            self.pid = self.process.pid
        os.close(handle)

    def poll(self) -> int | None:
        """Its exit status; None while it runs."""
        return self._exit_status(os.WNOHANG)

    def ends_within(self, seconds: float) -> bool:
        """Wait until it ends, but not for longer; whether it ended."""
        if self.preload:
            descriptor = os.pidfd_open(self.pid)
            try:
                return bool(select.select([descriptor], [], [], seconds)[0])
            finally:
                os.close(descriptor)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def wait(self) -> tuple[int, str]:
        """Its exit status, and what it and its children printed, both streams together."""
        status = self._exit_status(0)
        assert status is not None
        with self.output.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # released when the last of them has closed it
        return status, self.printed()

    def printed(self) -> str:
        """What it has printed so far."""
        return self.output.read_text()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it and its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._exit_status(0)

    def _exit_status(self, options: int) -> int | None:
        if self.status is None and self.preload:
            status = ask(self.preload, self.pid, options)
            self.status = int(status) if status else None
        elif self.status is None:
            self.status = self.process.poll() if options else self.process.wait()
        return self.status


def ask(preload: str, *request: object) -> str:
    """Send a line to a server: what to start, or a process id and the options to wait for it."""
    requests, answers = _server(preload, os.getpid())
    requests.write(json.dumps(request) + "\n")
    requests.flush()
    return answers.readline().strip()


@cache
def _output_folder() -> tempfile.TemporaryDirectory[str]:
    """The folder of the files that programs print to; deleted when this process ends."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    return folder


@cache
def _server(preload: str, _pid: int) -> tuple[IO[str], IO[str]]:
    """Start a server, which ends with this process: the pipes of its requests and its answers."""
    command = [sys.executable, __file__, preload]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _serve() -> Callable[[], object]:
    """Answer each request: with the fork's process id, later with its exit status. Returns in the fork: its program."""
    for line in sys.stdin:
        request = json.loads(line)
        if isinstance(request[0], int):
            pid, status = os.waitpid(*request)
            print(os.waitstatus_to_exitcode(status) if pid else "", flush=True)
        elif not os.fork():
            return _become(*request)
    sys.exit()


def _become(
    files: tuple[str, str, str], command: list[str], folder: str, env: dict[str, str], timeout: int
) -> Callable[[], object]:
    """Take over the arguments, folder, environment, input and outputs of a call; returns the program."""
    os.setsid()
    signal.alarm(timeout)
    modes = (os.O_RDONLY, os.O_WRONLY | os.O_APPEND, os.O_WRONLY | os.O_APPEND)
    opened = [os.open(name, mode) for name, mode in zip(files, modes, strict=True)]
    print(os.getpid(), flush=True)
    for number, descriptor in enumerate(opened):
        os.dup2(descriptor, number)
        os.close(descriptor)
    with contextlib.suppress(OSError):
        fcntl.flock(1, fcntl.LOCK_SH)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    name, *arguments = command
    sys.argv = [str(BIN / name), *arguments]
    if name == "python":
        sys.argv = arguments[:1] + arguments[2:]
        return lambda: exec(arguments[1], {"__name__": "__main__"})
    program: Callable[[], object] = importlib.import_module(f"{name}.cli").main
    return program


def _preload(name: str) -> None:
    os.environ |= FAST_JAX
    if name in ("tensorflow", "jax"):
        from wikimill.model.backends import hardware

        hardware.prepare(name)
    for module in PRELOADS[name]:
        importlib.import_module(module)
    if name == "expander":
        from wikimill.site.core import core_facts

        core_facts()


def _run(program: Callable[[], object]) -> None:
    """Run the program of a fork, which ends without taking down what the server imported: that takes longer."""
    try:
        program()
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        _leave_with.append(end.code or 0)
    else:
        _leave_with.append(0)


def _leave() -> None:
    """What Python does last when it exits, after all that others have registered."""
    if _leave_with:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_leave_with[0])


if __name__ == "__main__":
    atexit.register(_leave)
    sys.path[0] = str(BIN)
    _preload(sys.argv[1])
    gc.freeze()
    _run(_serve())
