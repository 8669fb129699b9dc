"""`wikimill init` on a disk that fills, that cannot be written, and killed: one line, and then the same bytes."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.fork_server import BIN
from tests.small_disk import SmallDisk
from tests.soak.record import DIFFERENCE, REFUSED, TRACEBACK, Soak
from wikimill.scaffold.project import project_files

COUNTS = {"short": 3, "full": 150}
ENOUGH = 4 << 20
LONGEST = 1.5  # seconds: a call takes about half of one


def test_a_call_that_was_stopped_is_repeated(soak: Soak) -> None:
    SmallDisk.skip_unless_possible()
    files = project_files(with_demo=True)
    for number, random in soak.trials():
        with SmallDisk(soak.folder / str(number), random.randrange(4096, 200_000)) as disk:
            kind = ("full", "read-only", "killed")[number % 3]
            if kind == "read-only":
                remount(disk, "ro")
            if kind == "killed":
                disk.resize(ENOUGH)
            try:
                done = init(disk.folder, random.uniform(0, LONGEST) if kind == "killed" else 60)
            except subprocess.TimeoutExpired:
                soak.outcomes["killed"] += 1
            else:
                one_line = done.stderr.count("\n") == 1 and done.stderr.startswith("wikimill: error: ")
                fits = done.returncode == 0 and found(disk.folder) == files
                if not fits and not (one_line and str(disk.folder) in done.stderr):
                    soak.found(TRACEBACK, number, f"a {kind} disk: {done.stderr}")
                soak.outcomes["enough" if fits else REFUSED] += 1
            if kind == "read-only":
                remount(disk, "rw")
            disk.resize(ENOUGH)
            done = init(disk.folder, 60)
            if done.returncode or found(disk.folder) != files:
                soak.found(DIFFERENCE, number, f"a {kind} disk, and again: {done.stderr or 'other files'}")
    soak.finish()


def init(disk: Path, seconds: float) -> subprocess.CompletedProcess[str]:
    """A call; after so many seconds it is killed, with SIGKILL."""
    command: list[str | Path] = [BIN / "wikimill", "init", "--demo", disk / "a project"]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=seconds)


def found(disk: Path) -> dict[str, bytes]:
    """The files of the project, but for those of a process that was killed."""
    folder = disk / "a project"
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.is_relative_to(folder / "cache"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def remount(disk: SmallDisk, mode: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{mode}", disk.folder], check=True)
