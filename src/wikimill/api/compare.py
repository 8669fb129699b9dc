"""`wikimill.diff`: what two locks, corpora or runs differ in."""

from __future__ import annotations

from os import PathLike
from typing import Any

from wikimill.compare import compare


def diff(before: str | PathLike[str], after: str | PathLike[str]) -> dict[str, Any]:
    """What two locks, two corpora or two runs differ in, and why: what `wikimill diff --json` prints.

    Args:
        before: the name of a manifest or a run, a path, or `REVISION:PATH` of a lock in git.
        after: another one of its kind.

    Raises:
        WikimillError: there is none, they are of different kinds, or a file is missing or damaged.
    """
    return compare.compare(str(before), str(after)).facts
