"""Bytes out of files that may be compressed, and every fault of such a file as one error."""

from __future__ import annotations

import contextlib
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from wikimill.errors import WikimillError
from wikimill.zstd import ZstdError

COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
CHUNK = 1 << 16  # bytes read at a time


class DumpError(Exception):
    """What a file holds is not what such a file holds; the message completes "the dump …"."""


def check_path(path: Path, key: str, plain: tuple[str, ...]) -> None:
    """Refuse a file that is not there, or whose name ends neither as `plain` nor as a compressed file.

    Raises:
        WikimillError: with the `key` of the manifest that names the file.
    """
    if not path.name.endswith(plain + COMPRESSED):
        suffixes = ", ".join(plain + COMPRESSED)
        raise WikimillError(f"{path}: a dump ends with one of {suffixes}; rename or convert it")
    if not path.is_file():
        raise WikimillError(f"{path}: there is no such dump; check `{key}:` (relative to the project folder)")


def read_chunks(path: Path) -> Iterator[bytes]:
    """The file's content, decompressed as its suffix says, at most `CHUNK` bytes at a time."""
    with _open(path) as file:
        while data := file.read(CHUNK):
            yield data


def read_lines(path: Path, longest: int) -> Iterator[bytes]:
    """The file's lines with their ends, decompressed.

    Raises:
        DumpError: a line of more than `longest` bytes.
    """
    with _open(path) as file:
        while line := file.readline(longest + 1):
            if len(line) > longest:
                raise DumpError(f"has a line of more than {longest:,} bytes")
            yield line


@contextlib.contextmanager
def dump_errors(path: Path) -> Iterator[None]:
    """What goes wrong while `path` is read, as one `WikimillError`."""
    try:
        yield
    except DumpError as error:
        raise WikimillError(f"{path}: the dump {error}; fetch or make it again") from None
    except (EOFError, OSError, zlib.error, lzma.LZMAError, ZstdError) as error:
        raise WikimillError(f"{path}: the dump is cut off or damaged ({error}); fetch or make it again") from None


def _open(path: Path) -> IO[bytes]:
    import smart_open  # 0.2 s, and a process that reads a multistream dump needs none

    return smart_open.open(str(path), "rb")  # type: ignore[no-any-return]
