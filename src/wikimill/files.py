"""Writing files so that a half-written one is never taken for a whole one."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from wikimill import scratch
from wikimill.errors import WikimillError
from wikimill.plain_text import visible


@contextlib.contextmanager
def atomic(path: Path, durable: bool = True) -> Iterator[BinaryIO]:
    """Open `path` for writing bytes; it gets its name only when the block ends without an error.

    The data is in a temporary file until then, which is gone after an error. `durable` flushes it to the
    disk before the rename, against power cuts; a writer of thousands of small files flushes them once,
    together, instead.
    """
    handle, name = tempfile.mkstemp(prefix=scratch.prefix(), dir=_scratch(path))
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            if durable:
                os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        _move(temporary, path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)  # a full disk is reported by the descriptor alone
        raise


@contextlib.contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """A folder to fill; it replaces `path` only when the block ends without an error."""
    with atomic_name(path) as folder:
        folder.mkdir()
        yield folder


@contextlib.contextmanager
def atomic_name(path: Path) -> Iterator[Path]:
    """The same for a library that opens its file itself: a name to write to, which becomes `path`."""
    with tempfile.TemporaryDirectory(prefix=scratch.prefix(), dir=_scratch(path)) as folder:
        written = Path(folder) / path.name
        yield written
        for file in (written, *written.rglob("*")):
            if file.is_file():
                file.chmod(0o666 & ~_umask())  # some libraries write files that nobody else may read
                with file.open("rb") as data:
                    os.fsync(data.fileno())
        if written.is_dir() and path.is_dir():
            shutil.rmtree(path)
        _move(written, path)


def _move(temporary: Path, path: Path) -> None:
    """Give what was written its name, whole or not at all."""
    try:
        temporary.replace(path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # The same disk under two mounts, between which nothing can be renamed.
        with tempfile.TemporaryDirectory(prefix=scratch.prefix(), dir=path.parent) as folder:
            beside = Path(folder) / path.name
            (shutil.copytree if temporary.is_dir() else shutil.copy)(temporary, beside)
            beside.replace(path)
        if not path.is_dir():
            temporary.unlink()


def write_bytes(path: Path, data: bytes, durable: bool = True) -> None:
    """Write `data` to `path`, whole or not at all; see `atomic`."""
    with atomic(path, durable) as file:
        file.write(data)


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` as UTF-8 with the line ends it has, whole or not at all."""
    write_bytes(path, text.encode("utf-8"))


def sha256(path: Path) -> str:
    """The sha256 of a file's bytes, read in chunks: 64 hex digits."""
    return _digest(path, "sha256")


def digest_if_exists(path: Path, algorithm: str = "sha256") -> str:
    """The digest of a file's bytes in hex; empty when there is no file."""
    try:
        return _digest(path, algorithm)
    except FileNotFoundError:
        return ""


def folder_error(path: Path) -> WikimillError:
    """The error where a folder has the name of a file that is made here, such as a lock."""
    return WikimillError(f"{path}: a folder, where a file of this name should be; move it elsewhere, and run again")


def _digest(path: Path, algorithm: str) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()
    except IsADirectoryError:
        raise folder_error(path) from None


def read_text(path: Path, what: str) -> str:
    """The UTF-8 text of `path`; `what` says in the error what it should be ("manifest", "table", …)."""
    try:
        return read_bytes(path, what).decode("utf-8")
    except UnicodeDecodeError as error:
        raise WikimillError(f"{path}: byte {error.start} of this {what} is not UTF-8; save the file as UTF-8") from None


def read_bytes(path: Path, what: str, may_wait: bool = False) -> bytes:
    """The bytes of `path`; `what` says in the error what it should be. Only if it `may_wait` may it be a pipe."""
    with file_errors(path, what):
        is_odd = path.exists() and not (path.is_file() or path.is_dir() or path == Path(os.devnull))
        if is_odd and not may_wait:
            raise WikimillError(f"{path}: a pipe or a device, not a {what}; name a file")
        return path.read_bytes()


@contextlib.contextmanager
def file_errors(path: Path, what: str) -> Iterator[None]:
    """Errors of opening `path` as one line with the fix; `what` says what it should be."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise WikimillError(f"{path}: there is no such {what}; check the name") from None
    except IsADirectoryError:
        raise WikimillError(f"{path}: a folder, not a {what}; name a file") from None
    except ValueError as error:
        if "null byte" not in str(error):
            raise
        raise WikimillError(
            f"{visible(str(path))}: no file can have this name; correct the name of the {what}"
        ) from None


def _scratch(path: Path) -> Path:
    """A folder on the disk of `path` for unfinished files; the folder of `path` is created, too.

    It is `cache/tmp` if that is on the same disk, so that a process that is killed leaves none among the pages.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = scratch.make_folder()
    return folder if folder.stat().st_dev == path.parent.stat().st_dev else path.parent


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
