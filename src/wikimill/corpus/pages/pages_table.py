"""The training set as text and as tables, `pages.parquet` and one for each split, and what was left out of it."""

from __future__ import annotations

import contextlib
import json
import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from wikimill import layout
from wikimill.config.model import HUB_SPLITS, Corpus
from wikimill.corpus.pages.candidates import read_candidates
from wikimill.corpus.pages.duplicates import Duplicate
from wikimill.corpus.pages.filter import filter_pages
from wikimill.corpus.pages.language import check_languages
from wikimill.corpus.pages.page_store import PageStore
from wikimill.corpus.pages.parts import SplitText, part_keys
from wikimill.corpus.pages.personal_data import check_mask
from wikimill.corpus.pages.quality import check_quality
from wikimill.corpus.pages.repeated_lines import find_repeated_lines
from wikimill.corpus.pages.schema import SCHEMA_FILE, arrow_schema, columns_of, json_schema
from wikimill.corpus.parquet import write_parquet
from wikimill.errors import WikimillError
from wikimill.files import atomic, write_text
from wikimill.manifest.lock import read_header
from wikimill.manifest.origin import WikiPages
from wikimill.manifest.text_origins import FileOrigin, PairsOrigin
from wikimill.progress import bar
from wikimill.scratch import scratch_folder
from wikimill.tables import format_row, write_table

log = logging.getLogger(__name__)

LEFT_OUT_COLUMNS = ["title", "path", "source", "reason", "detail", "words"]  # of left_out.tsv, each a field of `Page`
TAKEN_OUT_COLUMNS = ["kind", "what", "count", "pages"]  # of taken_out.tsv

MIN_PAGES = 10_000  # for which another process is worth its start


def pages_table(
    manifests: Sequence[str], options: Corpus, output: Path, processes: int = 1, targets: bool = False
) -> None:
    """Write the corpus of `manifests` into the folder `output`.

    A page that several manifests hold is taken once. Pages are in the order of their paths, whatever the order of the
    manifests; of pages that are the same the first stays. Memory: some numbers a page.

    Args:
        manifests: their names.
        options: of the corpus.
        output: the folder.
        processes: how many, at most.
        targets: whether `pages.parquet` has the column `target_start`: the character at which the target of a pair
            begins, null for other pages. Where a manifest is one file, there is the column `part`: the number of the
            part; see `goes_on`.

    Raises:
        WikimillError: no page is left, a page's file is not the one that was converted, an unknown language, or a
            package that is not installed; with `targets`, no manifest of pairs, or a page that is kept whose target
            cannot be told.
    """
    check_languages(options.languages)
    check_mask(options.mask)
    headers = [read_header(layout.lock(manifest)) for manifest in set(manifests)]
    check_quality(options.quality, (each.site.language for each in headers if isinstance(each.origin, WikiPages)))
    if targets and not any(isinstance(header.origin, PairsOrigin) for header in headers):
        raise WikimillError("train.loss: target: no manifest of pairs is in the corpus; add one or set train.loss: all")
    number = sum(header.pages for header in headers)
    has_parts = any(isinstance(header.origin, FileOrigin) for header in headers)
    columns = columns_of(options, targets, has_parts)
    schema = arrow_schema(*columns)
    processes = max(1, min(processes, number // MIN_PAGES))
    removed: Counter[tuple[str, str]] = Counter()  # parts of texts, by kind and what
    removed_from: Counter[tuple[str, str]] = Counter()  # pages that had them
    with contextlib.ExitStack() as stack:
        scratch = stack.enter_context(scratch_folder())
        repeated = None
        if options.repeated_lines:
            repeated = find_repeated_lines(read_candidates(manifests), options, processes, scratch)
        features = layout.CACHE / "corpus" / output.name / "features.parquet"
        progress = stack.enter_context(bar("Pages", number, "page"))
        store = stack.enter_context(contextlib.closing(PageStore(scratch, options, schema)))
        candidates = read_candidates(manifests, targets)
        filtered = filter_pages(candidates, options, processes, repeated, features)
        for page in stack.enter_context(contextlib.closing(filtered)):  # it has a file open
            page.assign_split(options)
            store.add(page)
            removed.update(page.removed)
            removed_from.update(page.removed.keys())
            progress.update()
        reasons = _write_tables(store, store.find_duplicates(), schema, output)
        for split in set(HUB_SPLITS.values()).difference(options.hub_splits):  # of other settings
            (output / f"pages-{split}.parquet").unlink(missing_ok=True)
        write_text(output / SCHEMA_FILE, json.dumps(json_schema(*columns), ensure_ascii=False, indent=2) + "\n")
        rows = sorted((-count, *part) for part, count in removed.items())
        cells = [(kind, what, -count, removed_from[kind, what]) for count, kind, what in rows]
        write_table(output / "taken_out.tsv", TAKEN_OUT_COLUMNS, cells)
    counts = ", ".join(f"{count} {reason or 'kept'}" for reason, count in sorted(reasons.items()))
    log.info("%s: %d pages (%s)", output, reasons.total(), counts)


def _write_tables(store: PageStore, duplicates: dict[int, Duplicate], schema: pa.Schema, output: Path) -> Counter[str]:
    """Write the texts, the tables and `left_out.tsv`; the number of pages by the reason why they are left out."""
    names = ["pages.parquet", *(f"pages-{split}.parquet" for split in store.options.hub_splits)]
    reasons: Counter[str] = Counter()
    originals = dict.fromkeys((each.original for each in duplicates.values()), "")  # their paths
    with contextlib.ExitStack() as stack:
        texts = {
            split: SplitText(stack.enter_context(atomic(output / f"{split}.txt"))) for split in store.options.splits
        }
        left_out = stack.enter_context(atomic(output / "left_out.tsv"))
        left_out.write(format_row(LEFT_OUT_COLUMNS))
        tables = {name: stack.enter_context(write_parquet(output / name, schema)) for name in names}
        progress = stack.enter_context(bar("Corpus", store.number, "page"))
        for start, batch in store.batches():
            titles, paths, sources, why, details, words = (batch[name].to_pylist() for name in LEFT_OUT_COLUMNS)
            numbers = range(start, start + len(batch))
            for number in originals.keys() & numbers:
                originals[number] = paths[number - start]
            for number in duplicates.keys() & numbers:
                why[number - start] = duplicates[number].reason
                details[number - start] = originals[duplicates[number].original]
            reasons.update(why)
            for path, reason, problem in zip(paths, why, batch["target_problem"].to_pylist(), strict=True):
                if problem and not reason:
                    raise WikimillError(f"{path}: {problem}")
            cells = zip(titles, paths, sources, why, details, words, strict=True)
            left_out.writelines(format_row(row) for row in cells if row[3])
            kept = batch.filter(pa.array([not reason for reason in why])).select(schema.names)
            for key, text in zip(part_keys(kept), kept["text"].to_pylist(), strict=True):
                texts[key.split].add(key, text)
            tables["pages.parquet"].add(kept)
            for split in texts:
                tables[f"pages-{HUB_SPLITS[split]}.parquet"].add(kept.filter(pc.equal(kept["split"], split)))
            progress.update(len(batch))
        if texts["train"].is_empty:
            raise WikimillError(
                f"{output}: no page is left for training ({dict(reasons)}); lower corpus.min_words or "
                "corpus.val_fraction, relax corpus.quality, or add pages"
            )
    return reasons
