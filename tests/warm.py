"""Programs without their start: one process imports what a program needs, and each call is a fork of it.

The imports of Snakemake, TensorFlow and JAX take more time than most of what tests ask of them. The fork is a process
of its own that has run nothing yet: it takes on the arguments, folder, environment and output of a call, and then does
what the program does. TensorFlow and JAX start their threads when they first compute, which is after the fork.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import IO

BIN = Path(sys.executable).parent
FORKS = sys.platform == "linux"  # elsewhere libraries of the system forbid it
TRAINING = ["wikimill.model.train", "wikimill.model.keras_engine.learner", "matplotlib.figure", "safetensors.numpy"]
# What a process has imported, by name; the first tells which backend Keras takes.
TRUNKS = {
    # The last two it imports late, and with them most of what it imports at all.
    "snakemake": ["snakemake.cli", "wikimill.workflow", "smart_open", "snakemake.report.html_reporter"],
    "tensorflow": [*TRAINING, "wikimill.model.keras_engine.tensorflow_step"],
    "jax": [*TRAINING, "wikimill.model.keras_engine.jax_step", "wikimill.model.keras_engine.processes"],
    "gpt-2-simple": ["gpt_2_simple", "wikimill.model.train"],
}

# JAX compiles little, and keeps it in the folder of a call, for the next. It reads this when it is imported.
HASTE = {
    "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
    "JAX_COMPILATION_CACHE_DIR": "cache",
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
}


class Started:
    """A program that runs, in a session of its own.

    Args:
        trunk: one of `TRUNKS`; None starts it as ever.
        command: `snakemake`, `wikimill` or `python -c`, and arguments.
        folder: its working directory.
        env: its environment. What a library of the trunk reads when it is imported has no effect.
        timeout: seconds after which it is ended.
    """

    def __init__(
        self, trunk: str | None, *command: str, folder: Path, env: Mapping[str, str] | None = None, timeout: float = 500
    ) -> None:
        handle, name = tempfile.mkstemp(dir=_outputs().name)
        self.output = Path(name)
        self.status: int | None = None
        given = dict(env or os.environ)
        self.trunk = trunk if FORKS else None
        if self.trunk:
            self.pid = int(_ask(self.trunk, name, command, str(folder), given, int(timeout)))
        else:
            program = [str(BIN / command[0]), *command[1:]]
            fcntl.flock(handle, fcntl.LOCK_SH)
            self.process = subprocess.Popen(
                program, cwd=folder, env=given, stdout=handle, stderr=handle, start_new_session=True
            )
            self.pid = self.process.pid
        os.close(handle)

    def poll(self) -> int | None:
        """Its exit status; None while it runs."""
        return self._ended(os.WNOHANG)

    def wait(self) -> tuple[int, str]:
        """Its exit status, and what it and all it started printed, both streams together."""
        status = self._ended(0)
        assert status is not None
        with self.output.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # free when the last of them has closed it
        return status, self.printed()

    def printed(self) -> str:
        """What it has printed so far."""
        return self.output.read_text()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it, and all it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._ended(0)

    def _ended(self, options: int) -> int | None:
        if self.status is None and self.trunk:
            status = _ask(self.trunk, self.pid, options)
            self.status = int(status) if status else None
        elif self.status is None:
            self.status = self.process.poll() if options else self.process.wait()
        return self.status


def _ask(trunk: str, *question: object) -> str:
    """Send a line to a trunk: what to start, or the number of a process and how to wait for it."""
    calls, answers = _server(trunk)
    calls.write(json.dumps(question) + "\n")
    calls.flush()
    return answers.readline().strip()


@cache
def _outputs() -> tempfile.TemporaryDirectory[str]:
    """Where files are that programs print to, until this process ends."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    return folder


@cache
def _server(trunk: str) -> tuple[IO[str], IO[str]]:
    """A process that has imported a trunk, to its end with this one: where it reads calls, and where it answers."""
    command = [sys.executable, __file__, trunk]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _serve() -> Callable[[], object]:
    """Answer each call with the fork's number, and later with its exit status; return in the fork what it is to do."""
    for line in sys.stdin:
        question = json.loads(line)
        if isinstance(question[0], int):
            found, status = os.waitpid(*question)
            print(os.waitstatus_to_exitcode(status) if found else "", flush=True)
        elif not os.fork():
            return _become(*question)
    sys.exit()


def _become(output: str, command: list[str], folder: str, env: dict[str, str], timeout: int) -> Callable[[], object]:
    """Take on what a call gives; the program."""
    os.setsid()
    print(os.getpid(), flush=True)
    signal.alarm(timeout)
    opened = os.open(output, os.O_WRONLY | os.O_APPEND)
    fcntl.flock(opened, fcntl.LOCK_SH)
    for number, source in enumerate((os.open(os.devnull, os.O_RDONLY), opened, opened)):
        os.dup2(source, number)
    os.close(opened)
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


def _import(trunk: str) -> None:
    os.environ |= HASTE
    if trunk in ("tensorflow", "jax"):
        from wikimill.model.keras_engine import hardware

        hardware.prepare(trunk)
    for module in TRUNKS[trunk]:
        importlib.import_module(module)


if __name__ == "__main__":
    sys.path[0] = str(BIN)
    _import(sys.argv[1])
    program = _serve()
    program()
