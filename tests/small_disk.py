"""A file system in memory that is soon full."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class SmallDisk:
    """Mounted at `folder`, which is made, with room for `size` bytes."""

    folder: Path
    size: int

    @staticmethod
    def skip_unless_possible() -> None:
        """Skip the test where only root can mount."""
        if os.geteuid() != 0:
            pytest.skip("only root can mount a small file system")

    def __enter__(self) -> SmallDisk:
        self.folder.mkdir()
        self._run("mount", "-t", "tmpfs", "-o", f"size={self.size}", "tmpfs")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("umount", "-l")

    def resize(self, size: int) -> None:
        """Give it more room."""
        self._run("mount", "-o", f"remount,size={size}")

    def _run(self, *command: str) -> None:
        subprocess.run([*command, str(self.folder)], check=True)
