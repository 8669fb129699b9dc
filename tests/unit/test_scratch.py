"""Temporary files, and what processes leave that were killed."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

import pytest

from wikimill import scratch
from wikimill.scratch import remove_abandoned, scratch_folder


@pytest.mark.usefixtures("project")
def test_what_dead_processes_of_this_machine_left_is_deleted() -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    names = {
        f".tmp-{scratch.MACHINE}-{dead.pid}-abc": False,
        f".tmp-{scratch.MACHINE}-{dead.pid}-folder": False,
        f".tmp-{scratch.MACHINE}-{os.getpid()}-abc": True,
        f".tmp-other.machine-{dead.pid}-abc": True,
        "mine.txt": True,
    }
    for name in names:
        path = scratch.make_folder() / name
        if name.endswith("folder"):
            (path / "below").mkdir(parents=True)
        else:
            path.write_text("")
    outside = Path("outside")
    outside.mkdir()
    (scratch.FOLDER / f".tmp-{scratch.MACHINE}-{dead.pid}-link").symlink_to(outside.absolute())
    with scratch_folder() as folder:
        remove_abandoned()
        assert folder.is_dir()
    assert not folder.exists()
    assert outside.is_dir()
    assert {path.name for path in scratch.FOLDER.iterdir()} == {name for name, stays in names.items() if stays}


@pytest.mark.usefixtures("project")
def test_an_error_that_tells_no_path_is_of_the_folder() -> None:
    with pytest.raises(OSError, match="No space left") as failure, scratch_folder():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert failure.value.filename == "cache/tmp"
    with pytest.raises(OSError, match="No space left") as failure, scratch_folder():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "another")
    assert failure.value.filename == "another"
