"""Timing two things in turn, and the table of results."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """A line of the table. `ratio` is the peer's figure through wikimill's, or the other way round, as `what` says."""

    what: str
    wikimill: str
    peer: str
    ratio: float
    goal: str
    met: bool


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired(one: Callable[[], object], other: Callable[[], object], rounds: int = 3) -> tuple[float, float]:
    """Median seconds of each, run in turn so that a drifting machine touches both alike; round one is not counted."""
    times = [(seconds(one), seconds(other)) for _ in range(rounds + 1)][1:]
    return statistics.median(a for a, _ in times), statistics.median(b for _, b in times)


def show(results: list[Result]) -> None:
    """Print the table that `make bench` ends with."""
    rows = [("what", "wikimill", "peer", "ratio", "goal", "met")]
    rows += [(r.what, r.wikimill, r.peer, f"{r.ratio:.2f}", r.goal, "yes" if r.met else "NO") for r in results]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    for row in rows:
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")
