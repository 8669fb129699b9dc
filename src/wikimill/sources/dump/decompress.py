"""Reading dumps that may be compressed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from wikimill.errors import WikimillError
from wikimill.sources.dump import seven_zip
from wikimill.sources.dump.errors import DumpError

COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
ARCHIVE = ".7z"
# What a compressed file begins with. It counts more than the name.
MAGIC = {
    b"\x1f\x8b": ".gz",
    b"BZh": ".bz2",
    b"\xfd7zXZ\0": ".xz",
    b"\x28\xb5\x2f\xfd": ".zst",
    b"7z\xbc\xaf\x27\x1c": ARCHIVE,
}
CHUNK = 1 << 16  # bytes read at a time


def check_path(path: Path, key: str, suffixes: tuple[str, ...]) -> None:
    """Check that a file exists and that its name ends in one of `suffixes`.

    Raises:
        WikimillError: it does not; names the manifest's `key` for the file.
    """
    if not path.name.endswith(suffixes):
        known = ", ".join(suffixes)
        raise WikimillError(f"{path}: the name of a dump must end in one of {known}; rename or convert it")
    if not path.is_file():
        raise WikimillError(f"{path}: there is no such dump; check `{key}:` (relative to the project folder)")


def read_chunks(path: Path) -> Iterator[bytes]:
    """The file's content, decompressed, in chunks of at most `CHUNK` bytes; of an archive that of its `.xml` file."""
    if find_compression(path) == ARCHIVE:
        yield from seven_zip.read_chunks(path, CHUNK)
        return
    with open_file(path) as file:
        while data := file.read(CHUNK):
            yield data


def read_lines(path: Path, max_bytes: int) -> Iterator[bytes]:
    """The file's lines with their line ends, decompressed.

    Raises:
        DumpError: a line of more than `max_bytes`.
    """
    with open_file(path) as file:
        while line := file.readline(max_bytes + 1):
            if len(line) > max_bytes:
                raise DumpError(f"has a line of more than {max_bytes:,} bytes")
            yield line


def find_compression(path: Path) -> str:
    """How a file is compressed, as a suffix; empty if it is not."""
    with path.open("rb") as file:
        head = file.read(8)
    return next((suffix for magic, suffix in MAGIC.items() if head.startswith(magic)), "")


def open_file(path: Path) -> IO[bytes]:
    """The file, decompressed."""
    import smart_open  # takes 0.2 s, and a process that reads a multistream dump does not need it

    return smart_open.open(str(path), "rb", compression=find_compression(path) or "disable")  # type: ignore[no-any-return]
