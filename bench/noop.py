"""Manifests of 10 and of 10,000 pages: doing nothing, and one page after a filter was edited.

The peer of a large manifest is a small one: what a manifest's size costs.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
from pathlib import Path

from bench.table import Result, paired, seconds, show
from tests.clone import Clone
from tests.unit.conftest import pin
from wikimill.fetch.cache import Cache
from wikimill.manifest import derived
from wikimill.manifest.derived import Row
from wikimill.manifest.kinds import read
from wikimill.sources.base import Revision
from wikimill.wiki import ENGLISH

SMALL, LARGE = 10, 10_000


def build(clone: Clone, pages: int) -> str:
    """A built manifest of so many pages; its target."""
    name = f"pages{pages}"
    clone.write(f"manifests/originals/{name}.yaml", f"wiki: {name}.example\ncategories: [All]\n")
    original, sha256 = read(clone.folder / f"manifests/originals/{name}.yaml")
    texts = {f"Page {number}": f"Text of '''page''' {number}. " * 20 for number in range(pages)}
    rows = [Row(pin(title, text), "All") for title, text in texts.items()]
    derived.write(clone.folder / f"manifests/derived/{name}.tsv", sha256, original.origin(name), "", ENGLISH, rows)
    with Cache(clone.folder / f"cache/mediawiki/{name}.example") as cache:
        pins = [row.pin for row in rows]
        cache.add(Revision(p.revid, p.title, p.timestamp, p.sha1, texts[p.title]) for p in pins)
    clone.snakemake(f"processed/{name}")
    return f"processed/{name}"


def main() -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory() as scratch:
        clone = Clone.make(Path(scratch) / "wikimill")
        os.chdir(clone.folder)
        small, large = build(clone, SMALL), build(clone, LARGE)
        large_s, small_s = paired(lambda: clone.snakemake(large), lambda: clone.snakemake(small), rounds=5)
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
    ratio = large_s / small_s
    show(
        [
            Result("no-op, 10,000 pages / 10", f"{large_s:.2f} s", f"{small_s:.2f} s", ratio, "<= 1.50", ratio <= 1.5),
            Result(
                "one page of 10,000, filter edited / starting snakemake",
                f"{page_s:.2f} s",
                f"{start_s:.2f} s",
                page_s / start_s,
                "<= 5 s",
                page_s <= 5,
            ),
        ]
    )


if __name__ == "__main__":
    main()
