"""Files of earlier revisions of a project, by git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from wikimill.files import sha256

REVISIONS = 500  # in which a file is looked for


def extract(folder: Path, revision: str, name: str, target: Path) -> bool:
    """Write the file `name`, relative to a folder, as it was at a revision, to `target`; whether there is one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        done = _git(folder, "cat-file", "blob", f"{revision}:./{name}", stdout=file)
    if not done:
        target.unlink()
    return done


def find(folder: Path, name: str, digest: str, target: Path) -> bool:
    """Write the newest version of a file that has this sha256 to `target`; whether there is one."""
    return any(
        extract(folder, revision, name, target) and sha256(target) == digest for revision in _revisions(folder, name)
    )


def _revisions(folder: Path, name: str) -> Iterator[str]:
    """The revisions that changed a file, the newest first."""
    command = ["git", "-C", str(folder), "rev-list", f"--max-count={REVISIONS}", "HEAD", "--", name]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:  # git is not installed
        return
    yield from done.stdout.split()


def _git(folder: Path, *arguments: str, stdout: object) -> bool:
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, stdout=stdout, stderr=subprocess.DEVNULL, check=False).returncode == 0  # type: ignore[call-overload,no-any-return]
    except (OSError, ValueError):
        return False
