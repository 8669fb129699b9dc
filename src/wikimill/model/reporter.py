"""What is left to say when the process of a training is gone: a small process that outlives it.

When another process of a training ends, JAX ends this one, too, in a thread of its own, with a page of its stack. No
code of ours runs then. So what its libraries write on standard error leads through here: it is passed on, except for
such last words, in whose place one line is written.
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

LOST = b"wikimill: lost\n"  # our own word for it, where the loss is noticed in Python
BEGINS = re.compile(rb"coordination_service|preemption_sync_manager|client\.h:|^wikimill: lost")
FATAL = re.compile(rb"distributed service detected fatal errors|^wikimill: lost", re.MULTILINE)
NOT_MET = re.compile(rb"CoordinationService/RegisterTask|Failed to connect")


class Reporter:
    """Leads standard error through a process of its own, except for what Python writes there.

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
        before, sys.stderr = sys.stderr, _own_stream()
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is before:
                handler.setStream(sys.stderr)
        assert self.process.stdin
        os.dup2(self.process.stdin.fileno(), 2)
        self.process.stdin.close()

    def end(self) -> None:
        """Have the line written, and end at once: a farewell would wait for the process that is gone."""
        os.write(2, LOST)
        os.close(2)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        os._exit(1)


def _own_stream() -> TextIO:
    return open(os.dup(2), "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # noqa: PTH123


def passed(lines: Iterable[bytes], target: BinaryIO) -> bytes:
    """Pass lines on to `target`, until the last words begin, which are returned."""
    rest: list[bytes] = []
    for line in lines:
        if rest or BEGINS.search(line):
            rest.append(line)
        else:
            target.write(line)
            target.flush()
    return b"".join(rest)


def message(words: bytes, output: Path) -> str | None:
    """The line that takes the place of last words; None when they are of something else."""
    if not FATAL.search(words):
        return None
    if NOT_MET.search(words):
        return (
            "the processes of the training did not come together; start all of them, and let each reach the "
            "first (its address is JAX_COORDINATOR_ADDRESS, or what Slurm or Open MPI tell)"
        )
    from wikimill.model import checkpoints

    saved = checkpoints.steps(output)
    last = f"the last checkpoint is at step {saved[-1]}" if saved else "there is no checkpoint yet"
    return f"another process of the training ended; {last}; run all of them again to go on"


def _main(output: Path, logs: list[Path]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # sent to the training, it is for that to end
    words = passed(sys.stdin.buffer, sys.stderr.buffer)
    line = message(words, output)
    if line is None:
        sys.stderr.buffer.write(words)
        return
    text = f"wikimill: error: {line}\n"
    sys.stderr.write(f"\n{text}")  # below a progress bar
    for log in logs:
        with contextlib.suppress(OSError), log.open("a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    _main(Path(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
