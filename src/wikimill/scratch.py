"""Temporary files of the project, in `cache/tmp`: those of a process that was killed are deleted at the next start."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path("cache/tmp")
MACHINE = re.sub("[^A-Za-z0-9.]", "_", platform.node())
NAME = re.compile(r"\.tmp-(?P<machine>[A-Za-z0-9._]*)-(?P<process>[0-9]+)-.*", re.DOTALL)


def prefix() -> str:
    """What the name of a temporary file begins with: whose it is."""
    return f".tmp-{MACHINE}-{os.getpid()}-"


def make_folder() -> Path:
    """`cache/tmp`, which exists from now on."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    return FOLDER


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that exists as long as the block. An error of the system's in there that tells no path is its own."""
    with tempfile.TemporaryDirectory(prefix=prefix(), dir=make_folder()) as folder:
        try:
            yield Path(folder)
        except OSError as error:
            if error.filename is None:
                error.filename = str(FOLDER)
            raise


def remove_abandoned() -> None:
    """Delete what processes of this machine left that no longer run; other machines may share the folder."""
    for path in FOLDER.glob(".tmp-*"):
        owner = NAME.fullmatch(path.name)
        if owner and owner["machine"] == MACHINE and not _runs(int(owner["process"])):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass  # it is another user's
    return True
