"""The XML file in an archive of 7-Zip, unpacked by a process of its own, which this module is.

py7zr hands over what it unpacks by calls, and takes as much memory as the archive asks for: a pipe turns the one into
a stream, and the process can be bounded.
"""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from wikimill.sources.dump.errors import DumpError

MAX_MEMORY = 2 << 30  # bytes; 7-Zip's `ultra` needs 64 MB, its largest dictionary 1.5 GB
XML = ".xml"


def read_chunks(path: Path, size: int) -> Iterator[bytes]:
    """What the archive's one XML file holds, in chunks of at most `size` bytes.

    Raises:
        DumpError: a damaged archive, one with a password, or with no XML file or several.
    """
    command = [sys.executable, "-m", __name__, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            while data := process.stdout.read(size):
                yield data
            problem = process.stderr.read().decode("utf-8", "replace").strip()
            process.wait()
        finally:
            process.kill()
    if process.returncode:
        *_, last = problem.splitlines() or ["is damaged"]
        raise DumpError(last)


def main(path: str) -> None:
    """Write the file to standard output; what is wrong goes to standard error, in one line."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    import py7zr
    from py7zr.io import Py7zIO, WriterFactory

    class Pipe(Py7zIO):
        """Standard output; nothing but `write` is called."""

        def write(self, s: bytes | bytearray) -> int:
            return sys.stdout.buffer.write(s)

        def read(self, size: int | None = None) -> bytes:
            raise NotImplementedError

        def seek(self, offset: int, whence: int = 0) -> int:
            return 0

        def flush(self) -> None:
            sys.stdout.buffer.flush()

        def size(self) -> int:
            return 0

    class Pipes(WriterFactory):
        """The same for every file."""

        def create(self, filename: str) -> Py7zIO:
            return Pipe()

    with open(path, "rb") as file, py7zr.SevenZipFile(file) as archive:  # noqa: PTH123
        if archive.needs_password():
            sys.exit("needs a password; unpack it")
        names = [each.filename for each in archive.list() if not each.is_directory and each.filename.endswith(XML)]
        if len(names) != 1:
            found = ", ".join(map(repr, names[:3])) or "none"
            sys.exit(f"must have one file that ends in {XML}, and has {len(names)} ({found}); unpack it")
        archive.extract(targets=names, factory=Pipes())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        try:
            main(sys.argv[1])
        except MemoryError:
            sys.exit(f"needs more than {MAX_MEMORY >> 30} GiB of memory to be unpacked")
        except Exception as error:
            sys.exit(f"is truncated or damaged ({type(error).__name__}: {' '.join(str(error).split())[:200]})")
