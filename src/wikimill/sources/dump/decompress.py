"""Reading dumps that may be compressed; whatever goes wrong becomes a one-line error."""

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
FIX = "download or export it again"


class DumpError(Exception):
    """A dump is damaged or not what it should be; the message completes "the dump …"."""


def check_path(path: Path, key: str, plain: tuple[str, ...]) -> None:
    """Check that a file exists and that its name ends in one of `plain` or of `COMPRESSED`.

    Raises:
        WikimillError: it does not; names the manifest's `key` for the file.
    """
    if not path.name.endswith(plain + COMPRESSED):
        suffixes = ", ".join(plain + COMPRESSED)
        raise WikimillError(f"{path}: the name of a dump must end in one of {suffixes}; rename or convert it")
    if not path.is_file():
        raise WikimillError(f"{path}: there is no such dump; check `{key}:` (relative to the project folder)")


def read_chunks(path: Path) -> Iterator[bytes]:
    """The file's content, decompressed according to its suffix, in chunks of at most `CHUNK` bytes."""
    with _open(path) as file:
        while data := file.read(CHUNK):
            yield data


def read_lines(path: Path, max_bytes: int) -> Iterator[bytes]:
    """The file's lines with their line ends, decompressed.

    Raises:
        DumpError: a line of more than `max_bytes`.
    """
    with _open(path) as file:
        while line := file.readline(max_bytes + 1):
            if len(line) > max_bytes:
                raise DumpError(f"has a line of more than {max_bytes:,} bytes")
            yield line


@contextlib.contextmanager
def dump_errors(path: Path) -> Iterator[None]:
    """Turn whatever goes wrong while `path` is read into a `WikimillError`."""
    try:
        yield
    except DumpError as error:
        raise WikimillError(f"{path}: the dump {error}; {FIX}") from None
    except (EOFError, OSError, zlib.error, lzma.LZMAError, ZstdError) as error:
        raise WikimillError(f"{path}: the dump is truncated or damaged ({error}); {FIX}") from None


def _open(path: Path) -> IO[bytes]:
    import smart_open  # takes 0.2 s, and a process that reads a multistream dump does not need it

    return smart_open.open(str(path), "rb")  # type: ignore[no-any-return]
