"""The shipped tables of MediaWiki's core."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any


def read_lines(path: Path) -> list[dict[str, Any]]:
    """What the script that made an archive of tables printed, line by line."""
    with zipfile.ZipFile(path) as archive:
        return [json.loads(archive.read(name)) for name in archive.namelist()]
