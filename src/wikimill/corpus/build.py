"""The training set as text: `train.txt`, `val.txt`, `test.txt`, `pages.parquet`, and what was left out of it."""

from __future__ import annotations

import contextlib
import itertools
import logging
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wikimill import layout
from wikimill.chunks import chunks
from wikimill.config.model import Corpus
from wikimill.corpus import language
from wikimill.corpus.candidates import candidates
from wikimill.corpus.clean import END_OF_TEXT
from wikimill.corpus.examine import BATCH, Task, examined, hashes
from wikimill.corpus.funnel import LEFT_OUT_COLUMNS, TAKEN_OUT_COLUMNS
from wikimill.corpus.held import SCHEMA, Held
from wikimill.errors import WikimillError
from wikimill.files import SCRATCH, atomic, write_text
from wikimill.manifest import derived
from wikimill.parallel import ordered
from wikimill.progress import bar

log = logging.getLogger(__name__)

GROUP = 16 << 20  # bytes of a row group, at least
FEW = 10_000  # pages for which another process is not worth its start
BUCKETS = 64  # files that hashes of lines are spread over, to be counted one by one


def build(manifests: Sequence[str], options: Corpus, output: Path, processes: int = 1) -> None:
    """Write the corpus of `manifests` into the folder `output`.

    A page that several manifests hold is taken once. Pages are in the order of their paths, whatever the order of the
    manifests; of pages that are the same the first stays. Memory: some numbers a page.

    Raises:
        WikimillError: no page is left, a page's file is not the one that was converted, or an unknown language.
    """
    _check_languages(options)
    number = sum(derived.read_header(layout.derived(manifest)).pages for manifest in set(manifests))
    processes = max(1, min(processes, number // FEW))
    with contextlib.ExitStack() as stack:
        SCRATCH.mkdir(parents=True, exist_ok=True)
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".tmp-", dir=SCRATCH)))
        repeated = _repeated_lines(manifests, options, processes, scratch) if options.repeated_lines else None
        memory = layout.CACHE / "corpus" / output.name / "facts.parquet"
        progress = stack.enter_context(bar("Pages", number, "page"))
        pages = stack.enter_context(Held(scratch, options))
        taken: dict[tuple[str, str], tuple[int, int]] = {}
        for each in examined(candidates(manifests), options, processes, repeated, memory):
            pages.add(each)
            for part, count in each.taken.items():
                total, on = taken.get(part, (0, 0))
                taken[part] = total + count, on + 1
            progress.update()
        same = pages.duplicates()
        left = _write(pages, same, options, output)
        rows = sorted((-count, *part, on) for part, (count, on) in taken.items())
        lines = ["\t".join(TAKEN_OUT_COLUMNS), *(f"{kind}\t{what}\t{-count}\t{on}" for count, kind, what, on in rows)]
        write_text(output / "taken_out.tsv", "\n".join(lines) + "\n")
    counted = ", ".join(f"{count} {reason or 'kept'}" for reason, count in sorted(left.items()))
    log.info("%s: %d pages (%s)", output, left.total(), counted)


def _check_languages(options: Corpus) -> None:
    if options.languages and (unknown := set(options.languages) - set(language.known())):
        raise WikimillError(
            f"corpus.languages: {', '.join(sorted(unknown))} is not known; known are {', '.join(language.known())}"
        )


def _write(pages: Held, same: dict[int, tuple[int, str]], options: Corpus, output: Path) -> Counter[str]:
    """The corpus of the pages that are left; the number of pages by the reason why they are not."""
    left: Counter[str] = Counter()
    originals = dict.fromkeys((first for first, _ in same.values()), "")
    with contextlib.ExitStack() as stack:
        texts = {split: stack.enter_context(atomic(output / f"{split}.txt")) for split in options.splits}
        table = stack.enter_context(atomic(output / "left_out.tsv"))
        table.write(("\t".join(LEFT_OUT_COLUMNS) + "\n").encode())
        parquet = stack.enter_context(atomic(output / "pages.parquet"))
        writer = stack.enter_context(pq.ParquetWriter(parquet, SCHEMA, compression="zstd"))
        progress = stack.enter_context(bar("Corpus", pages.number, "page"))
        waiting: list[pa.RecordBatch] = []
        for start, batch in pages.batches():
            paths, reasons, details = (batch[name].to_pylist() for name in ("path", "reason", "detail"))
            for number in originals.keys() & range(start, start + len(batch)):
                originals[number] = paths[number - start]
            for number in same.keys() & range(start, start + len(batch)):
                first, reasons[number - start] = same[number]
                details[number - start] = originals[first]
            left.update(reasons)
            table.writelines(_rows_left_out(batch, reasons, details))
            kept = batch.filter(pa.array([not reason for reason in reasons])).select(SCHEMA.names)
            for split, text in zip(kept["split"].to_pylist(), kept["text"].to_pylist(), strict=True):
                file = texts[split]
                file.write((f"{END_OF_TEXT}\n{text}" if file.tell() else text).encode())
            waiting.append(kept)
            if sum(each.nbytes for each in waiting) > GROUP:
                writer.write_table(pa.Table.from_batches(waiting))
                waiting = []
            progress.update(len(batch))
        writer.write_table(pa.Table.from_batches(waiting, SCHEMA))
        if not texts["train"].tell():
            raise WikimillError(
                f"{output}: no page is left for training ({dict(left)}); lower corpus.min_words or "
                "corpus.val_fraction, or add pages"
            )
    return left


def _rows_left_out(batch: pa.RecordBatch, reasons: list[str], details: list[str]) -> Iterator[bytes]:
    named = (batch[name].to_pylist() for name in ("title", "path", "wiki"))
    for *cells, reason, detail in zip(*named, reasons, details, strict=True):
        if reason:
            yield ("\t".join([*cells, reason, detail]) + "\n").encode()


def _repeated_lines(manifests: Sequence[str], options: Corpus, processes: int, scratch: Path) -> Path:
    """A file with the hashes of the lines that stand on at least `options.repeated_lines` pages.

    They are spread over files by their first bits, each of which is then counted by itself.
    """
    tasks = (Task(batch, [], options, None) for batch in chunks(candidates(manifests), BATCH))
    with contextlib.ExitStack() as stack:
        buckets = [stack.enter_context((scratch / f"lines{each}").open("wb")) for each in range(BUCKETS)]
        for numbers in ordered(hashes, tasks, processes, "processed/"):
            order = np.argsort(numbers)
            edges = np.searchsorted(numbers[order] >> np.uint64(58), np.arange(BUCKETS + 1))
            for bucket, (start, end) in zip(buckets, itertools.pairwise(edges), strict=True):
                numbers[order[start:end]].tofile(bucket)
    found = []
    for bucket in buckets:
        values, counts = np.unique(np.fromfile(bucket.name, np.uint64), return_counts=True)
        found.append(values[counts >= options.repeated_lines])
    path = scratch / "repeated.npy"
    np.save(path, np.concatenate(found))
    return path
