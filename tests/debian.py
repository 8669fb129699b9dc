"""Programs that tests run for real, from Debian's packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock


def why_not(what: str) -> str:
    """Why it cannot be installed here; empty when it can."""
    if os.geteuid() != 0:
        return f"{what} is installed by root only"
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return f"{what} is installed from the packages of Debian or Ubuntu"
    return ""


@contextmanager
def alone(what: str) -> Iterator[None]:
    """One process of the tests at a time installs; elsewhere than as root on Debian or Ubuntu the test is skipped."""
    skip_without(what)
    with FileLock(Path(tempfile.gettempdir()) / "wikimill-tests-apt.lock"):
        yield


def skip_without(what: str) -> None:
    """Skip the test where this cannot be installed."""
    if reason := why_not(what):
        skip(reason)


def skip(reason: str) -> None:
    """Skip the test, and say why; in CI, where nothing is skipped, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"in CI nothing is skipped: {reason}")
    pytest.skip(reason)


def install(what: str, packages: list[str], there: Callable[[], object]) -> None:
    """Install packages unless what they bring is there."""
    if there():
        return
    with alone(what):
        if not there():
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
