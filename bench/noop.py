"""Manifests of 10, 10,000 and 100,000 pages: doing nothing, and one page after a filter was edited.

The peer of a large manifest is a small one: what a manifest's size costs.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.harness import BIN, Result, alternate, parser, run, seconds, snakemake
from tests.clone import Clone
from tests.sample_manifest import write_sample_manifest

SIZES = (10, 10_000, 100_000)
SMOKE_SIZES = (4, 12, 40)
ROUNDS = 6
# Runs a command and prints the most memory, in KiB, that it or a process of its own had.
PEAK = "import resource,subprocess,sys;subprocess.run(sys.argv[1:],check=True,capture_output=True);" \
       "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"  # fmt: skip


def build(clone: Clone, sizes: Sequence[int]) -> None:
    """Build manifests of so many short pages."""
    for pages in sizes:
        write_sample_manifest(clone, f"pages{pages}", {f"Page {n}": f"Text of '''page''' {n}." for n in range(pages)})
    snakemake(clone.folder, *(target(pages) for pages in sizes))
    for pages in sizes:
        rows = clone.read(f"{target(pages)}/pages.tsv").splitlines()[1:]
        assert sum("\tok\t" in row for row in rows) == pages, f"of {pages} pages some are not ok"


def target(pages: int) -> str:
    """What to ask Snakemake for."""
    return f"processed/pages{pages}"


def do_nothing(clone: Clone, name: str) -> None:
    """Ask for what is there."""
    output = snakemake(clone.folder, name)
    assert "Nothing to be done" in output, output


def peak(clone: Clone, name: str) -> float:
    """MiB that Snakemake takes to find that there is nothing to do."""
    command = [sys.executable, "-c", PEAK, str(BIN / "snakemake"), "-j2", name]
    done = subprocess.run(command, cwd=clone.folder, check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def edited_filter(clone: Clone, page: str, number: int) -> Callable[[], None]:
    """Edit a filter; what then converts one page."""
    lua = clone.folder / "workflow/filters/markup.lua"
    lua.write_text(lua.read_text() + f"-- {number}\n")
    return partial(_convert, clone, page)


def _convert(clone: Clone, page: str) -> None:
    output = snakemake(clone.folder, page)
    assert "Nothing to be done" not in output, output


def measure(arguments: argparse.Namespace) -> list[Result]:
    """Build, then measure."""
    sizes, rounds = (SMOKE_SIZES, 1) if arguments.smoke else (SIZES, ROUNDS)
    with tempfile.TemporaryDirectory() as scratch:
        clone = Clone.make(Path(scratch) / "wikimill")
        build(clone, sizes)
        small, large, huge = (partial(do_nothing, clone, target(pages)) for pages in sizes)
        large_s, small_s = alternate(large, small, rounds)
        huge_s, again_s = alternate(huge, small, rounds)
        huge_mib, small_mib = (peak(clone, target(pages)) for pages in (sizes[2], sizes[0]))
        page = f"processed/mediawiki/pages{sizes[1]}.example/Page_7.md"
        page_s = statistics.median(seconds(edited_filter(clone, page, number)) for number in range(rounds))
        version = [str(BIN / "snakemake"), "--version"]
        start_s = statistics.median(
            seconds(lambda: subprocess.run(version, check=True, capture_output=True)) for _ in range(rounds)
        )
    few, many, most = (f"{size:,}" for size in sizes)
    more = (huge_mib - small_mib) * 1.048576
    return [
        _ratio(f"no-op, {many} pages / {few}", large_s, small_s, 1.5),
        _ratio(f"no-op, {most} pages / {few}", huge_s, again_s, 3),
        Result.judged(
            f"memory of the no-op, {most} pages / {few}",
            f"{huge_mib:.0f} MiB",
            f"{small_mib:.0f} MiB",
            huge_mib / small_mib,
            "<= +200 MB",
            more <= 200,
        ),
        Result.judged(
            f"one page of {many}, filter edited / starting snakemake",
            f"{page_s:.2f} s",
            f"{start_s:.2f} s",
            page_s / start_s,
            "<= 5 s",
            page_s <= 5,
        ),
    ]


def _ratio(what: str, ours: float, peer: float, goal: float) -> Result:
    return Result.at_most(what, f"{ours:.2f} s", f"{peer:.2f} s", ours / peer, goal)


if __name__ == "__main__":
    run(measure, parser(__doc__))
