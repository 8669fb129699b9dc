"""Run a program on untrusted input, with limits on time and memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Sequence

from wikimill.config.model import Convert

RUNTIME_MIB = 256  # what pandoc has mapped before it reads a document


class UnreadableError(Exception):
    """A document has no usable text; the message says why in a few words."""


def run_bounded(command: Sequence[str], data: bytes, bounds: Convert) -> bytes:
    """Run `command` with `data` as standard input, and return its standard output.

    Args:
        command: program and arguments.
        data: its standard input.
        bounds: `timeout` in seconds and `memory` in MiB.

    Raises:
        UnreadableError: it fails or exceeds its limits.
    """
    pipe = subprocess.PIPE
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment) as process:
        if sys.platform == "linux":
            limit = (bounds.memory + RUNTIME_MIB) << 20
            resource.prlimit(process.pid, resource.RLIMIT_DATA, (limit, limit))
        try:
            output, problem = process.communicate(data, bounds.timeout)
        except BaseException as error:
            process.kill()
            if isinstance(error, subprocess.TimeoutExpired):
                raise UnreadableError(f"it takes longer than convert.timeout ({bounds.timeout:g} s)") from None
            raise
    # 251: Haskell's heap overflow; "not enough memory": Lua's; MemoryError: Python's.
    if process.returncode in (-9, -6, -11, 251) or b"memory" in problem.lower():
        raise UnreadableError(f"it needs more than convert.memory ({bounds.memory} MiB)")
    if process.returncode:
        reason = " ".join(problem.decode("utf-8", "replace").split())
        raise UnreadableError(reason[-200:] or f"exit code {process.returncode}")
    return output
