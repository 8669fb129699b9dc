"""Files that carry a time that is still to come: the clock went back, or they came from a machine whose clock is ahead.

What is made from them would be older than they. Snakemake takes that for an error, or misses what changed since.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from wikimill import layout

SECOND = 1_000_000_000  # nanoseconds
STEP = 1_000  # nanoseconds between files: Snakemake can tell them apart


def check_clock() -> None:
    """Correct the project's times if the clock is behind that of the last call."""
    correct_if_ahead(layout.CLOCK)
    layout.CLOCK.parent.mkdir(parents=True, exist_ok=True)
    layout.CLOCK.touch()


def correct_if_ahead(*paths: Path) -> None:
    """Correct the times of all files of the project if one of these carries a time that is still to come."""
    now = time.time_ns()
    if any(path.exists() and path.stat().st_mtime_ns > now for path in paths):
        _correct(now)


def _correct(now: int) -> None:
    """Give the files that are ahead a time that has just passed, in their order."""
    ahead = sorted((changed, path) for path, changed in _times() if changed > now)
    order = {changed: number for number, changed in enumerate(dict.fromkeys(changed for changed, _ in ahead))}
    for changed, path in ahead:
        date = now - SECOND - (len(order) - order[changed]) * STEP
        os.utime(path, ns=(date, date), follow_symlinks=False)
    print(
        f"wikimill: files carried a time that is still to come, which is corrected ({len(ahead)}); is the clock right?",
        file=sys.stderr,
    )


def _times() -> Iterator[tuple[Path, int]]:
    """The project's files, and when they were changed, in nanoseconds."""
    for root in layout.FOLDERS:
        for folder, _, names in os.walk(root):
            for path in (Path(folder, name) for name in names):
                yield path, path.lstat().st_mtime_ns
