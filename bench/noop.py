"""Manifests of 10, 10,000 and 100,000 pages: doing nothing, and one page after a filter was edited.

The peer of a large manifest is a small one: what a manifest's size costs.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.table import Result, paired, seconds, show
from tests.clone import Clone
from tests.fake_source import pin
from wikimill.fetch.cache import RevisionCache
from wikimill.manifest.lock import write_lock
from wikimill.manifest.models import read_manifest
from wikimill.sources.base import Revision
from wikimill.wiki import ENGLISH

SMALL, LARGE, HUGE = 10, 10_000, 100_000
# Runs a command and prints the most memory, in KiB, that it or a process of its own had.
PEAK = "import resource,subprocess,sys;subprocess.run(sys.argv[1:],check=True,capture_output=True);" \
       "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"  # fmt: skip


def build(clone: Clone, pages: int) -> str:
    """A built manifest of so many short pages; its target."""
    name = f"pages{pages}"
    clone.write(f"manifests/originals/{name}.yaml", f"wiki: {name}.example\ncategories: [All]\n")
    original, sha256 = read_manifest(clone.folder / f"manifests/originals/{name}.yaml")
    texts = {f"Page {number}": f"Text of '''page''' {number}." for number in range(pages)}
    rows = [pin(title, text, category="All") for title, text in texts.items()]
    write_lock(clone.folder / f"manifests/derived/{name}.tsv", sha256, original.origin(name), "", ENGLISH, rows)
    with RevisionCache(clone.folder / f"cache/mediawiki/{name}.example") as cache:
        pins = list(rows)
        cache.add(Revision(p.revid, p.title, p.timestamp, p.sha1, texts[p.title]) for p in pins)
    clone.run("snakemake", "-j2", f"processed/{name}", timeout=3600)
    return f"processed/{name}"


def peak(target: str) -> float:
    """MiB that Snakemake takes to find that there is nothing to do."""
    command = [sys.executable, "-c", PEAK, "snakemake", "-j2", target]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024


def main() -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory() as scratch:
        clone = Clone.make(Path(scratch) / "wikimill")
        os.chdir(clone.folder)
        small, large, huge = (build(clone, pages) for pages in (SMALL, LARGE, HUGE))
        large_s, small_s = paired(lambda: clone.snakemake(large), lambda: clone.snakemake(small), rounds=5)
        huge_s, again_s = paired(lambda: clone.snakemake(huge), lambda: clone.snakemake(small), rounds=5)
        huge_mib, small_mib = peak(huge), peak(small)
        path = clone.folder / "workflow/filters/markup.lua"
        text = path.read_text()
        times = []
        for number in range(5):
            path.write_text(text + f"-- {number}\n")
            times.append(seconds(lambda: clone.snakemake(f"processed/mediawiki/pages{LARGE}.example/Page_7.md")))
        page_s = statistics.median(times)
        start_s = statistics.median(
            seconds(lambda: subprocess.run(["snakemake", "--version"], check=True, capture_output=True))
            for _ in range(5)
        )
    rows = [
        _ratio("no-op, 10,000 pages / 10", large_s, small_s, 1.5),
        _ratio("no-op, 100,000 pages / 10", huge_s, again_s, 3.0),
        Result(
            "memory of the no-op, 100,000 pages / 10",
            f"{huge_mib:.0f} MiB",
            f"{small_mib:.0f} MiB",
            huge_mib / small_mib,
            "<= +200 MB",
            (huge_mib - small_mib) * 1.048576 <= 200,
        ),
        Result(
            "one page of 10,000, filter edited / starting snakemake",
            f"{page_s:.2f} s",
            f"{start_s:.2f} s",
            page_s / start_s,
            "<= 5 s",
            page_s <= 5,
        ),
    ]
    show(rows)


def _ratio(what: str, ours: float, peer: float, most: float) -> Result:
    return Result(what, f"{ours:.2f} s", f"{peer:.2f} s", ours / peer, f"<= {most:.2f}", ours / peer <= most)


if __name__ == "__main__":
    main()
