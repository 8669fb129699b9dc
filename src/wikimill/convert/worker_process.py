"""A process that answers requests through pipes, one at a time, within limits of time and memory."""

from __future__ import annotations

import contextlib
import os
import resource
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
GRACE = 1.0  # seconds that a process gets to end by itself
START = 60.0  # seconds that a process gets to be ready, on a machine with much else to do


class LimitError(Exception):
    """A request took more time or memory than it may, ended the process or failed; the message says which."""


class WorkerProcess:
    """A process with pipes to its standard input and output.

    Args:
        command: program and arguments.
        timeout: seconds that one request may take.
        memory: MiB that a request may need, for errors.
        runtime: MiB that the process has mapped before its first request. Only Linux bounds the memory.
        environment: what is added to ours.
    """

    def __init__(
        self,
        command: Sequence[str],
        timeout: float,
        memory: int,
        runtime: int,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.timeout = timeout
        self.memory = memory
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
        )
        if sys.platform == "linux":
            # A bound of the program's own (Haskell's +RTS -M) would not count what its Lua takes.
            limit = (memory + runtime) << 20
            resource.prlimit(self.process.pid, resource.RLIMIT_DATA, (limit, limit))

    def exchange(self, request: bytes, parse: Callable[[bytearray], T | None], timeout: float = 0) -> T:
        """Send a request; what `parse` makes of all that was answered since, once that is not None.

        `parse` may take from the beginning of the buffer what it is done with. `timeout`: other seconds than usual.

        Raises:
            LimitError: no answer in time, or the process ended.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        timeout = timeout or self.timeout
        deadline = time.monotonic() + timeout
        output, given = self.process.stdout.fileno(), self.process.stdin.fileno()
        answered, left = bytearray(), memoryview(request)
        os.set_blocking(given, False)
        with selectors.DefaultSelector() as selector:
            selector.register(output, selectors.EVENT_READ)
            selector.register(given, selectors.EVENT_WRITE)
            while (parts := parse(answered)) is None:
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready or time.monotonic() > deadline:
                    raise LimitError(f"timeout:{timeout:g}s")
                for key, _ in ready:
                    if key.fd == output:
                        data = os.read(output, 1 << 20)
                        if not data:
                            raise self._ended()
                        answered += data
                    else:
                        try:
                            left = left[os.write(given, left[: 1 << 16]) :]
                        except BrokenPipeError:
                            raise self._ended() from None
                        if not left:
                            selector.unregister(given)
        return parts

    def stop(self) -> None:
        """End the process: its input ends, and it gets a second to clean up after itself."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def kill(self) -> None:
        """End the process at once: it is known to hang."""
        self.process.kill()
        self.stop()

    def _ended(self) -> LimitError:
        return LimitError(f"memory:{self.memory}MiB")
