"""What the benchmarks share: their command line, timing, and the table of results."""

from __future__ import annotations

import argparse
import csv
import math
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Generic, TypeVar

BIN = Path(sys.executable).parent
TABLES = Path("out/bench")

T = TypeVar("T")


@dataclass(frozen=True)
class Result:
    """A row of the table. `ratio` is the peer's figure through wikimill's, or the other way round, as `goal` says."""

    what: str
    wikimill: str
    peer: str
    ratio: str
    goal: str
    met: str

    @classmethod
    def at_least(cls, what: str, wikimill: str, peer: str, ratio: float, goal: float) -> Result:
        """A ratio that should be large."""
        return cls.judged(what, wikimill, peer, ratio, f">= {goal:g}", ratio >= goal)

    @classmethod
    def at_most(cls, what: str, wikimill: str, peer: str, ratio: float, goal: float) -> Result:
        """A ratio that should be small."""
        return cls.judged(what, wikimill, peer, ratio, f"<= {goal:g}", ratio <= goal)

    @classmethod
    def judged(cls, what: str, wikimill: str, peer: str, ratio: float, goal: str, met: bool) -> Result:
        """A ratio with a goal of another kind."""
        assert math.isfinite(ratio), f"{what}: the ratio is {ratio}"
        return cls(what, wikimill, peer, f"{ratio:.2f}", goal, "yes" if met else "NO")


def parser(description: str | None) -> argparse.ArgumentParser:
    """The options of every benchmark; add its own to them."""
    options = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--smoke", action="store_true", help="check that it runs, on tiny work; goals do not count")
    options.add_argument("--table", type=Path, metavar="FILE", help=f"where the results go, not into {TABLES}/")
    return options


def run(measure: Callable[[argparse.Namespace], list[Result]], options: argparse.ArgumentParser) -> None:
    """Parse the command line, measure, write the table and print it."""
    arguments = options.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    folder = TABLES / "smoke" if arguments.smoke else TABLES
    path = (arguments.table or folder / f"{Path(sys.argv[0]).stem}.tsv").absolute()
    results = measure(arguments)
    assert results, "there are no results"
    if arguments.smoke:
        results = [replace(result, met="-") for result in results]
    write_table(path, results)
    print_table(results)


COLUMNS = [field.name for field in fields(Result)]


def write_table(path: Path, results: Iterable[Result]) -> None:
    """Write results as tab-separated values."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, "excel-tab")
        writer.writerow(COLUMNS)
        writer.writerows(map(astuple, results))


def read_table(path: Path) -> list[Result]:
    """The results in a file of `write_table`."""
    with path.open(newline="", encoding="utf-8") as file:
        return [Result(**row) for row in csv.DictReader(file, dialect="excel-tab")]


def print_table(results: Iterable[Result]) -> None:
    """Print results in columns."""
    rows = [COLUMNS, *map(astuple, results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def alternate(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median seconds of each, run in turn so that a drifting machine slows both alike.

    The first round is a warm-up, and counts only where it is the only one.
    """
    times = [(seconds(one), seconds(other)) for _ in range(rounds)]
    times = times[1:] or times
    return statistics.median(a for a, _ in times), statistics.median(b for _, b in times)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder below `cache/`, where there is space for gigabytes, that is deleted at the end."""
    cache = Path("cache").absolute()
    cache.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="bench-") as folder:
        yield Path(folder)


def snakemake(folder: Path, *arguments: str) -> str:
    """Run Snakemake as people do, a process from its start, in a folder: what it printed."""
    command = [str(BIN / "snakemake"), "-j2", *arguments]
    done = subprocess.run(
        command, cwd=folder, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=3600
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@dataclass(frozen=True)
class Measured(Generic[T]):
    """What a process did.

    Args:
        result: of the function.
        seconds: it took, without the process's start.
        peak: memory in MB of the process itself.
        children: memory in MB of the largest of its own processes.
    """

    result: T
    seconds: float
    peak: float
    children: float


def in_new_process(function: Callable[..., T], *arguments: object) -> Measured[T]:
    """Call a function in a process of its own, started anew, in this working directory."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measure, Path.cwd(), function, *arguments).result()


def _measure(folder: Path, function: Callable[..., T], *arguments: object) -> Measured[T]:
    os.chdir(folder)
    start = time.perf_counter()
    result = function(*arguments)
    elapsed = time.perf_counter() - start
    # The peak is not ru_maxrss, which a process has from its parent.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return Measured(result, elapsed, peak / 1024, children / 1024)
