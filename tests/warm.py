"""Snakemake without its start: one process imports it, with what the Snakefile imports, and each call is a fork of it.

The import takes more time than most of what tests ask of Snakemake. The fork is a process of its own that has run
nothing yet: it takes on the arguments, folder, environment and output of a call, and then does what the script does.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO

SCRIPT = Path(sys.executable).parent / "snakemake"


class Fork:
    """A Snakemake that runs, in a session of its own; one at a time."""

    def __init__(self, arguments: list[str], folder: Path, env: Mapping[str, str], timeout: float) -> None:
        self.calls, self.answers = _server()
        self.output = tempfile.NamedTemporaryFile()  # noqa: SIM115
        call = [self.output.name, [str(SCRIPT), *arguments], str(folder), dict(env), int(timeout)]
        self.calls.write(json.dumps(call) + "\n")
        self.calls.flush()
        self.pid = int(self.answers.readline())

    def wait(self) -> tuple[int, str]:
        """Its exit status, and what it printed, both streams together."""
        status = int(self.answers.readline())
        with self.output:
            return status, self.output.read().decode()

    def kill(self) -> None:
        """Kill it, and all it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()


@cache
def _server() -> tuple[IO[str], IO[str]]:
    """The process that has imported Snakemake, to its end with this one: where it reads calls, and where it answers."""
    process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.communicate)
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _serve() -> None:
    """Answer each call with the fork's number and its exit status; return in the fork."""
    for line in sys.stdin:
        fork = os.fork()
        if not fork:
            _become(*json.loads(line))
            return
        print(os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]), flush=True)
    sys.exit()


def _become(output: str, arguments: list[str], folder: str, env: dict[str, str], timeout: int) -> None:
    """Take on what a call gives."""
    os.setsid()
    print(os.getpid(), flush=True)
    signal.alarm(timeout)
    for number, (path, mode) in enumerate(((os.devnull, os.O_RDONLY), (output, os.O_WRONLY | os.O_APPEND))):
        os.dup2(os.open(path, mode), number)
    os.dup2(1, 2)
    sys.argv = arguments
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)


if __name__ == "__main__":
    sys.path[0] = str(SCRIPT.parent)
    from snakemake.cli import main

    import wikimill.workflow  # noqa: F401

    _serve()
    sys.exit(main())
