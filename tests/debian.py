"""Programs that tests run for real, from Debian's packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def missing_rights(program: str) -> str:
    """Why a program cannot be installed here; empty when it can."""
    if os.geteuid() != 0:
        return f"only root can install {program}"
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return f"{program} is installed from the packages of Debian or Ubuntu"
    return ""


def skip_unless_installable(program: str) -> None:
    """Skip the test where this cannot be installed."""
    if reason := missing_rights(program):
        skip(reason)


def skip(reason: str) -> None:
    """Skip the test and say why; in CI, where nothing may be skipped, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"in CI nothing is skipped: {reason}")
    pytest.skip(reason)


def apt_lock() -> FileLock:
    """Held while packages are installed: one test process at a time."""
    return FileLock(Path(tempfile.gettempdir()) / "wikimill-tests-apt.lock")


def install(program: str, packages: list[str], is_installed: Callable[[], object]) -> None:
    """Install packages unless what they bring is there; skip the test where that is impossible."""
    if is_installed():
        return
    skip_unless_installable(program)
    with apt_lock():
        if not is_installed():
            apt("update")
            apt("install", "-y", "--no-install-recommends", *packages)


def apt(*arguments: str, folder: Path | None = None) -> None:
    """Run apt-get, which must succeed."""
    done = subprocess.run(
        ["apt-get", "-qq", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
