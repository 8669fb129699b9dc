"""A real `wikimill serve` in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fork_server import BIN

READY = re.compile(r"^wikimill: http://(?P<host>127\.0\.0\.1):(?P<port>\d+)/ is ready; Ctrl-C ends it$", re.M)


@dataclass
class Served:
    """A server, and where its log is."""

    process: subprocess.Popen[bytes]
    log_file: Path
    port: int = 0

    @property
    def address(self) -> str:
        """Its URL, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What it printed so far, without the empty line that Ctrl-C ends with."""
        return self.log_file.read_text().strip()

    def end(self, number: signal.Signals, seconds: float = 20) -> int:
        """Send it a signal; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(seconds)


@contextmanager
def serve(folder: Path, *arguments: str) -> Iterator[Served]:
    """The server of a project, once it is ready; killed at the end if it still runs."""
    with tempfile.NamedTemporaryFile(prefix="serve-", suffix=".log", dir=folder, delete=False) as output:
        process = subprocess.Popen(
            [BIN / "wikimill", "serve", "--port", "0", *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, "PYTHONWARNINGS": "default"},
        )
    served = Served(process, Path(output.name))
    try:
        deadline = time.monotonic() + 60
        while not (ready := READY.search(served.log)):
            assert process.poll() is None, served.log
            assert time.monotonic() < deadline, served.log
            time.sleep(0.05)
        served.port = int(ready["port"])
        yield served
    finally:
        process.kill()
        process.wait()
