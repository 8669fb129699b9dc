"""One page of 10,000 changed: corpus and tokens anew, against making them from nothing."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

from bench.encode import pages
from bench.table import Result, seconds, show
from tests.clone import Clone
from tests.unit.conftest import pin
from wikimill.fetch.cache import Cache
from wikimill.manifest import derived
from wikimill.manifest.derived import Row
from wikimill.manifest.kinds import read
from wikimill.sources.base import Revision
from wikimill.wiki import ENGLISH

PAGES, SIZE = 10_000, 3000
CHANGED, CHANGES = "Page 777", 3
SCRATCH = "train={init: scratch}"  # which may have a vocabulary of its own


def pinned(clone: Clone, texts: dict[str, str], changes: int = 0) -> None:
    """Write the derived manifest of these texts, one of them changed so often, and put them into the cache."""
    original, sha256 = read(clone.folder / "manifests/originals/many.yaml")
    texts = {**texts, CHANGED: texts[CHANGED] + f"\nChanged {changes} times.\n"}
    pins = {title: pin(title, text) for title, text in texts.items()}
    pins[CHANGED] = replace(pins[CHANGED], revid=pins[CHANGED].revid + changes)
    rows = [Row(each, "All") for each in pins.values()]
    derived.write(clone.folder / "manifests/derived/many.tsv", sha256, original.origin("many"), "", ENGLISH, rows)
    with Cache(clone.folder / "cache/mediawiki/many.example") as cache:
        cache.add(Revision(p.revid, p.title, p.timestamp, p.sha1, texts[p.title]) for p in pins.values())


def main() -> None:
    """Build, change, measure."""
    with tempfile.TemporaryDirectory() as scratch:
        clone = Clone.make(Path(scratch) / "wikimill")
        os.chdir(clone.folder)
        corpus = (
            "corpus",
            "--config",
            "corpus={manifests: [demo]}",
            "tokenizer={vocabulary: corpus}",
            SCRATCH,
            "run=vocabulary",
        )
        clone.run("snakemake", "-j2", "processed/demo")
        clone.run("snakemake", "-j2", *corpus)
        clone.write("manifests/originals/many.yaml", "wiki: many.example\ncategories: [All]\n")
        texts = {f"Page {number}": text for number, text in enumerate(pages(PAGES * SIZE))}
        pinned(clone, texts)
        clone.run("snakemake", "-j2", "processed/many", timeout=3600)
        given = "tokenizer={vocabulary: corpus/vocabulary/tokenizer}"
        command = (
            "snakemake",
            "-j2",
            "processed/many",
            "corpus",
            "--config",
            "corpus={manifests: [many]}",
            SCRATCH,
            given,
        )
        whole = seconds(lambda: clone.run(*command, timeout=3600))
        times = []
        for number in range(1, CHANGES + 1):
            pinned(clone, texts, number)
            times.append(seconds(lambda: clone.run(*command)))
        assert f"Changed {CHANGES} times." in clone.read("corpus/main/train.txt")
        changed = sorted(times)[CHANGES // 2]
    what = f"one page of {len(texts)} changed / corpus and tokens of all pages"
    show([Result(what, f"{changed:.1f} s", f"{whole:.1f} s", changed / whole, "<= 10 s", changed <= 10)])


if __name__ == "__main__":
    main()
