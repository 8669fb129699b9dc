"""One page of 10,000 changed: corpus and tokens anew, against making them from nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bench.encode import pages
from bench.table import Result, seconds, show
from tests.clone import Clone
from tests.sample_manifest import write_sample_manifest

PAGES, SIZE = 10_000, 3000
CHANGED, CHANGES = "Page 777", 3
SCRATCH = "train={init: scratch}"  # which may have a vocabulary of its own


def main() -> None:
    """Build, change, measure."""
    with tempfile.TemporaryDirectory() as scratch:
        clone = Clone.make(Path(scratch) / "wikimill")
        os.chdir(clone.folder)
        own = ("--config", "corpus={manifests: [demo]}", "tokenizer={vocabulary: corpus}", SCRATCH, "run=vocabulary")
        clone.run("snakemake", "-j2", "processed/demo")
        clone.run("snakemake", "-j2", "corpus", *own)
        texts = {f"Page {number}": text for number, text in enumerate(pages(PAGES * SIZE))}
        write_sample_manifest(clone, "many", texts)
        clone.run("snakemake", "-j2", "processed/many", timeout=3600)
        given = "tokenizer={vocabulary: corpus/vocabulary/tokenizer}"
        settings = ("--config", "corpus={manifests: [many]}", SCRATCH, given)
        command = ("snakemake", "-j2", "processed/many", "corpus", *settings)
        whole = seconds(lambda: clone.run(*command, timeout=3600))
        times = []
        for number in range(1, CHANGES + 1):
            texts[CHANGED] += f"\nChanged {number} times.\n"
            write_sample_manifest(clone, "many", texts, number)
            times.append(seconds(lambda: clone.run(*command)))
        assert f"Changed {CHANGES} times." in clone.read("corpus/main/train.txt")
        changed = sorted(times)[CHANGES // 2]
    what = f"one page of {len(texts)} changed / corpus and tokens of all pages"
    show([Result(what, f"{changed:.1f} s", f"{whole:.1f} s", changed / whole, "<= 10 s", changed <= 10)])


if __name__ == "__main__":
    main()
