"""The last line of a training that was ended from outside: written by a small process that outlives it.

When another process of a training ends, JAX ends this one, too, in a thread of its own, with a page of stack trace. No
code of ours runs then. So standard error passes through here: everything the libraries print is passed on, except for
such a trace, which is replaced by one line.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, TextIO

LOST = b"wikimill: lost\n"  # our own mark, where the loss is noticed in Python
TRACE_START = re.compile(rb"coordination_service|preemption_sync_manager|client\.h:|^wikimill: lost")
FATAL = re.compile(rb"distributed service detected fatal errors|^wikimill: lost", re.MULTILINE)
NOT_CONNECTED = re.compile(rb"CoordinationService/RegisterTask|Failed to connect")


class Reporter:
    """Sends standard error through a process of its own, except for what Python writes there.

    Args:
        output: the folder `out/<run>`, whose last checkpoint is named.
    """

    def __init__(self, output: Path) -> None:
        logs = [each.baseFilename for each in logging.getLogger().handlers if isinstance(each, logging.FileHandler)]
        # A session of its own, as Ctrl-C reaches all processes of a terminal.
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(output.absolute()), *logs],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        before, sys.stderr = sys.stderr, _copy_of_stderr()
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is before:
                handler.setStream(sys.stderr)
        assert self.process.stdin
        os.dup2(self.process.stdin.fileno(), 2)
        self.process.stdin.close()

    def end(self) -> None:
        """Have the line written, and exit at once: a regular shutdown would wait for the lost process."""
        os.write(2, LOST)
        os.close(2)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        os._exit(1)


def _copy_of_stderr() -> TextIO:
    return open(os.dup(2), "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # noqa: PTH123


def pass_on(lines: Iterable[bytes], target: BinaryIO) -> bytes:
    """Pass lines on to `target` until a trace starts; the rest is returned."""
    trace: list[bytes] = []
    for line in lines:
        if trace or TRACE_START.search(line):
            trace.append(line)
        else:
            target.write(line)
            target.flush()
    return b"".join(trace)


def explain(trace: bytes, output: Path) -> str | None:
    """The line that replaces a trace; None when it does not come from a lost process."""
    if not FATAL.search(trace):
        return None
    if NOT_CONNECTED.search(trace):
        return (
            "the processes of the training did not connect; start all of them, and make sure that each can reach the "
            "first (at JAX_COORDINATOR_ADDRESS, or where Slurm or Open MPI say)"
        )
    from wikimill.model import checkpoints

    saved = checkpoints.saved_steps(output)
    last = f"the last checkpoint is at step {saved[-1]}" if saved else "there is no checkpoint yet"
    return f"another process of the training ended; {last}; run all of them again to resume"


def _main(output: Path, logs: list[Path]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # they are meant for the training, which decides when to end
    trace = pass_on(sys.stdin.buffer, sys.stderr.buffer)
    line = explain(trace, output)
    if line is None:
        sys.stderr.buffer.write(trace)
        return
    text = f"wikimill: error: {line}\n"
    sys.stderr.write(f"\n{text}")  # below a progress bar
    for log in logs:
        with contextlib.suppress(OSError), log.open("a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
