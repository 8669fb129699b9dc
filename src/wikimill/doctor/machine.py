"""The machine: folders that can be written, room on their disks, memory."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from wikimill.doctor.finding import Findings, ok, problem, warning

FOLDERS = ("manifests/derived", "cache", "raw", "processed", "corpus", "out")
GB = 10**9
# Fine-tuning 124M keeps two checkpoints with their optimizer state (1.5 GB each) and the model in two formats.
ROOM, LEAST_ROOM = 5 * GB, GB // 2
# Fine-tuning 124M as configured takes 4.1 GB; pandoc may take 1 GiB for one page (`convert.memory`).
MEMORY, LEAST_MEMORY = 4 * GB, GB
LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def folders() -> Findings:
    """What is made can be written."""
    failed = False
    for name in FOLDERS:
        try:
            place = _existing(Path(name))
            with tempfile.TemporaryFile(dir=place) as file:
                file.write(b"x")
        except OSError as error:
            failed = True
            yield problem("folders", f"{name} cannot be written ({error.strerror})", _mend(Path(name), error))
    if not failed:
        yield ok("folders", f"{', '.join(FOLDERS)} can be written")


def disk() -> Findings:
    """There is room, on each disk that holds such a folder."""
    disks: dict[int, list[str]] = {}
    for name in FOLDERS:
        try:
            disks.setdefault(_existing(Path(name)).stat().st_dev, []).append(name)
        except OSError:
            continue  # `folders` tells of it
    for names in disks.values():
        free = shutil.disk_usage(_existing(Path(names[0]))).free
        found = f"{free / GB:.1f} GB free for {', '.join(names)}"
        mend = f"free space there, or make {names[-1]} a link to a folder on another disk"
        if free < LEAST_ROOM:
            yield problem("disk", found, mend)
        elif free < ROOM:
            yield warning("disk", f"{found}; fine-tuning the 124M model takes {ROOM // GB}", mend)
        else:
            yield ok("disk", found)


def memory(limits: tuple[str, ...] = LIMITS) -> Findings:
    """There is memory; `limits` are files that hold what a container may take, if they hold a number."""
    import psutil

    known = psutil.virtual_memory()
    bounds = [int(text) for path in limits if (text := _text(Path(path))).isdecimal()]
    total = min([known.total, *bounds])
    free = min(known.available, total)
    found = f"{free / GB:.1f} of {total / GB:.1f} GB available"
    if free < LEAST_MEMORY:
        yield problem("memory", found, "end other programs: pandoc alone may take 1 GiB for a page (convert.memory)")
    elif free < MEMORY:
        mend = "end other programs, or set train.rematerialize: true; a smaller model takes less"
        yield warning("memory", f"{found}; fine-tuning the 124M model takes {MEMORY // GB}", mend)
    else:
        yield ok("memory", found)


def _existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there.

    Raises:
        OSError: a link that leads nowhere, or to itself.
    """
    if path.is_symlink():
        return path.resolve(strict=True)
    return path if path.exists() else _existing(path.parent)


def _mend(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"make the folder that {path} links to: {path.readlink()}"
    if isinstance(error, NotADirectoryError):
        return f"move the file {path} away"
    return f"make {path} writable for {os.environ.get('USER', 'you')}, or free space there"


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
