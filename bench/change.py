"""One page of 10,000 changed: corpus and tokens anew, against making them from nothing."""

from __future__ import annotations

import argparse
import itertools
import statistics
import tempfile
from pathlib import Path

import pyarrow.parquet as pq

from bench.harness import Result, parser, run, seconds, snakemake
from bench.pages import generate, write_pages
from tests.clone import Clone
from tests.sample_manifest import write_sample_manifest
from wikimill.corpus.tokens.vocabulary import read_vocabulary, train_vocabulary

PAGES, SMOKE_PAGES = 10_000, 20
CHANGES, SMOKE_CHANGES = 3, 1
CONFIG = "corpus={manifests: [many]}", "train={init: scratch}", "tokenizer={vocabulary: vocabulary}"


def measure(arguments: argparse.Namespace) -> list[Result]:
    """Build, change, measure."""
    pages, changes = (SMOKE_PAGES, SMOKE_CHANGES) if arguments.smoke else (PAGES, CHANGES)
    texts = {f"Page {number}": text for number, text in enumerate(itertools.islice(generate(), pages))}
    with tempfile.TemporaryDirectory() as scratch:
        clone = Clone.make(Path(scratch) / "wikimill")
        # One that stays: a vocabulary of the corpus itself would change with the page.
        write_pages(Path(scratch) / "pages.parquet", 1)
        train_vocabulary(Path(scratch) / "pages.parquet", 8192, clone.folder / "vocabulary")
        write_sample_manifest(clone, "many", texts)
        snakemake(clone.folder, "processed/many")
        command = ("processed/many", "corpus", "--config", *CONFIG)
        all_s = seconds(lambda: snakemake(clone.folder, *command))
        titles, splits = _read_columns(clone, "title", "split")
        changed = next(title for title, split in zip(titles, splits, strict=True) if split == "train")
        times = []
        for number in range(1, changes + 1):
            texts[changed] += f"\nChanged {number} times.\n"
            write_sample_manifest(clone, "many", texts, number)
            times.append(seconds(lambda: snakemake(clone.folder, *command)))
        _check(clone, f"Changed {changes} times.", pages)
        changed_s = statistics.median(times)
    what = f"one page of {pages:,} changed / corpus and tokens of all pages"
    shown = f"{changed_s:.1f} s", f"{all_s:.1f} s"
    return [Result.judged(what, *shown, changed_s / all_s, "<= 10 s", changed_s <= 10)]


def _read_columns(clone: Clone, *names: str) -> list[list[str]]:
    table = pq.read_table(clone.folder / "corpus/main/pages.parquet", columns=list(names))
    return [table[name].to_pylist() for name in names]


def _check(clone: Clone, sentence: str, pages: int) -> None:
    """The corpus has all pages and the new sentence, once, as text and as tokens."""
    (texts,) = _read_columns(clone, "text")
    assert len(texts) == pages, f"{len(texts)} pages of {pages}"
    tokenizer = read_vocabulary(clone.folder / "vocabulary").tokenizer(special=True)
    ids = (clone.folder / "corpus/main/train.bin").read_bytes()
    decoded = tokenizer.decode(memoryview(ids).cast("H").tolist(), skip_special_tokens=False)
    for text in (clone.read("corpus/main/train.txt"), decoded):
        assert text.count(sentence) == 1, f"{sentence!r} {text.count(sentence)} times"


if __name__ == "__main__":
    run(measure, parser(__doc__))
