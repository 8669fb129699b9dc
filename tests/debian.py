"""What tests against real programs need of this machine; where it lacks something they are skipped, except in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock


def require(reason: str) -> None:
    """Skip the test for this reason, if there is one; in CI nothing is skipped."""
    if reason and os.environ.get("CI") == "true":
        pytest.fail(f"in CI nothing is skipped: {reason}")
    if reason:
        pytest.skip(reason)


def why_not(program: str) -> str:
    """Why a program cannot be installed here; empty when it can."""
    if os.geteuid() != 0:
        return f"{program} is raised by root only (it installs packages)"
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return f"{program} is raised from the packages of Debian or Ubuntu"
    return ""


def installing() -> FileLock:
    """Held by the process of the tests that installs packages."""
    return FileLock(Path(tempfile.gettempdir()) / "wikimill-tests-apt.lock")


def install(*packages: str) -> None:
    """Install packages, after other processes of the tests that do the same."""
    with installing():
        for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            done = subprocess.run(["apt-get", "-qq", *command], check=False, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
