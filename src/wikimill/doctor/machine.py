"""The machine: writable folders, free disk space, memory."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from wikimill.doctor.finding import Findings, ok, problem, warning

FOLDERS = ("manifests/derived", "cache", "raw", "processed", "corpus", "out")
GB = 10**9
# Fine-tuning 124M keeps two checkpoints with their optimizer state (1.5 GB each) and the model in two formats.
WANTED_DISK, NEEDED_DISK = 5 * GB, GB // 2
# Fine-tuning 124M as configured takes 4.1 GB; pandoc may take 1 GiB for one page (`convert.memory`).
WANTED_MEMORY, NEEDED_MEMORY = 4 * GB, GB
CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def folders() -> Findings:
    """The folders of outputs are writable."""
    problems = []
    for name in FOLDERS:
        try:
            with tempfile.TemporaryFile(dir=_nearest_existing(Path(name))) as file:
                file.write(b"x")
        except OSError as error:
            problems.append(problem("folders", f"cannot write to {name} ({error.strerror})", _fix(Path(name), error)))
    yield from problems or [ok("folders", f"can write to {', '.join(FOLDERS)}")]


def disk() -> Findings:
    """Each disk that holds a folder of outputs has free space."""
    disks: dict[int, list[str]] = {}
    for name in FOLDERS:
        try:
            disks.setdefault(_nearest_existing(Path(name)).stat().st_dev, []).append(name)
        except OSError:
            continue  # `folders` reports it
    for names in disks.values():
        free = shutil.disk_usage(_nearest_existing(Path(names[0]))).free
        found = f"{free / GB:.1f} GB free for {', '.join(names)}"
        fix = f"free some space there, or make {names[-1]} a link to a folder on another disk"
        if free < NEEDED_DISK:
            yield problem("disk", found, fix)
        elif free < WANTED_DISK:
            yield warning("disk", f"{found}; fine-tuning the 124M model takes {WANTED_DISK // GB} GB", fix)
        else:
            yield ok("disk", found)


def memory(limits: tuple[str, ...] = CGROUP_LIMITS) -> Findings:
    """There is enough memory; `limits` are files with the bound of a container in bytes, if it has one."""
    import psutil

    installed = psutil.virtual_memory()
    bounds = [int(text) for path in limits if (text := _read(Path(path))).isdecimal()]
    total = min([installed.total, *bounds])
    free = min(installed.available, total)
    found = f"{free / GB:.1f} of {total / GB:.1f} GB available"
    if free < NEEDED_MEMORY:
        yield problem("memory", found, "close other programs: pandoc alone may need 1 GiB for a page (convert.memory)")
    elif free < WANTED_MEMORY:
        fix = "close other programs, or set train.rematerialize: true; a smaller model takes less"
        yield warning("memory", f"{found}; fine-tuning the 124M model takes {WANTED_MEMORY // GB} GB", fix)
    else:
        yield ok("memory", found)


def _nearest_existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it that exists.

    Raises:
        OSError: a dangling link, or a link to itself.
    """
    if path.is_symlink():
        return path.resolve(strict=True)
    return path if path.exists() else _nearest_existing(path.parent)


def _fix(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"create the folder that {path} links to: {path.readlink()}"
    if isinstance(error, NotADirectoryError):
        return f"move the file {path} away"
    return f"make {path} writable for {os.environ.get('USER', 'you')}, or free some space there"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
