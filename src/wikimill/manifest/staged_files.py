"""New versions of files of a project, which wait until all of them are there."""

from __future__ import annotations

import shutil
from pathlib import Path

from wikimill.files import atomic


class StagedFiles:
    """Files that are written aside, and take their places together.

    Args:
        folder: where they are until then.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[Path, Path] = {}  # by the path that each is to have

    def add(self, path: Path) -> Path:
        """Where to write the new version of a file."""
        return self.files.setdefault(path, self.folder / path.name)

    def current(self, path: Path) -> Path:
        """Where the new version of a file is; its own path if there is none."""
        return self.files.get(path, path)

    def move(self) -> None:
        """Give them their places, in the order in which they were added."""
        for path, staged in self.files.items():
            with staged.open("rb") as source, atomic(path) as target:
                shutil.copyfileobj(source, target, 1 << 20)
