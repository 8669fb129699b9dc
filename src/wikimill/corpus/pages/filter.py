"""Cleans each page's text and judges it by itself; costly features are computed again only for texts that changed."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wikimill.config.model import Corpus
from wikimill.corpus.pages import duplicates
from wikimill.corpus.pages.cleaning import count_normalized, is_list, normalize, remove_lines, target_after_removal
from wikimill.corpus.pages.language import detect_language
from wikimill.corpus.pages.page import Page
from wikimill.corpus.pages.source_text import add_source
from wikimill.corpus.parquet import MergeJoin
from wikimill.files import atomic
from wikimill.parallel import map_in_order
from wikimill.streams import batched

BATCH = 256  # pages of a task
FEATURES_SCHEMA = pa.schema(
    [("path", pa.string()), ("sha256", pa.string()), ("language", pa.string()), ("signature", pa.binary())]
)


@dataclass(frozen=True)
class Features:
    """What is costly to compute of a text; None for what was not asked for."""

    sha256: str  # of the text, in hex
    language: str | None
    signature: bytes | None


def filter_pages(
    pages: Iterable[Page], options: Corpus, processes: int, repeated: Path | None, features: Path
) -> Generator[Page]:
    """Every page in order, with its text, and the reason when it is left out.

    Args:
        pages: as the manifests have them, in the order of their paths.
        options: of the corpus.
        processes: how many.
        repeated: file with the hashes of boilerplate lines, if these are removed.
        features: file of languages and signatures, read first and then replaced.

    Raises:
        WikimillError: a page's file is not the one that was converted.
    """
    with (
        _read_features(features) as known,
        atomic(features) as file,
        pq.ParquetWriter(file, FEATURES_SCHEMA.with_metadata(_libraries())) as writer,
    ):
        tasks = batched(((page, known.find(page.path)) for page in pages), BATCH)
        for batch in map_in_order(partial(_filter, options, repeated), tasks, processes, "processed/"):
            rows = [
                {"path": page.path, "sha256": page.sha256, "language": page.text_language, "signature": page.signature}
                for page in batch
                if page.sha256
            ]
            writer.write_table(pa.Table.from_pylist(rows, FEATURES_SCHEMA))
            yield from batch


def _filter(options: Corpus, repeated: Path | None, task: list[tuple[Page, Features | None]]) -> list[Page]:
    """The pages, cleaned and judged.

    Args:
        options: of the corpus.
        repeated: file with the hashes of boilerplate lines.
        task: pages, with what is known of them.
    """
    for page, known in task:
        _judge(page, known, options, repeated)
        if not page.reason:
            add_source(page, options.columns)
    pages = [page for page, _ in task]
    if options.dedup == "near":
        unsigned = [page for page in pages if not page.reason and page.signature is None]
        signatures = duplicates.compute_signatures([page.text for page in unsigned])
        for page, signature in zip(unsigned, signatures, strict=True):
            page.signature = signature
    return pages


def _judge(page: Page, known: Features | None, options: Corpus, repeated: Path | None) -> None:
    """Clean the page's text, and say why it is left out, if it is."""
    if page.status in ("missing", "quarantined"):
        page.reason = page.status
        return
    if page.page_type in options.leave_out:
        page.reason = page.page_type
        return
    _clean(page, options.normalize, repeated)
    page.words = len(page.text.split())
    page.sha256 = hashlib.sha256(page.text.encode()).hexdigest()
    if known and known.sha256 == page.sha256:
        page.text_language, page.signature = known.language, known.signature
    if page.words < options.min_words:
        page.reason, page.detail = "too short", f"{page.words} words"
    elif "list" in options.leave_out and is_list(page.title, page.text):
        page.reason = "list"
    elif options.languages:
        page.text_language = page.text_language or detect_language(page.text)
        if page.text_language not in options.languages:
            page.reason, page.detail = "language", page.text_language


def _clean(page: Page, form: str, repeated: Path | None) -> None:
    markdown = page.read_markdown()
    page.text = normalize(markdown, form)
    if page.text != markdown:
        page.removed = count_normalized(markdown, form)
    if page.target_start is not None:
        source = normalize(markdown[: page.target_start], form)
        if source + normalize(markdown[page.target_start :], form) != page.text:
            page.target_problem = (
                "its last column's first character merges with what is before it; put a line end or a space before the "
                "template's last column"
            )
        page.target_start = len(source)
    if repeated:
        text, removed = remove_lines(page.text, _load_hashes(repeated))
        page.removed.update(("line", line.replace("\t", " ")) for line in removed)
        if page.target_start is not None:
            page.target_start = target_after_removal(page.text, page.target_start, removed, len(text))
        page.text = text


@cache
def _load_hashes(path: Path) -> frozenset[int]:
    return frozenset(np.load(path).tolist())


def _libraries() -> dict[str, str]:
    return {name: version(name) for name in ("rensa", "py3langid")}


@contextlib.contextmanager
def _read_features(path: Path) -> Iterator[MergeJoin[Features]]:
    """Those of the last time; none when the file is not there, is damaged, or was made by other libraries."""
    try:
        file = pq.ParquetFile(path, pre_buffer=False)
    except (OSError, pa.ArrowInvalid):
        yield MergeJoin(iter(()))
        return
    with file:
        libraries = {key.decode(): value.decode() for key, value in (file.schema_arrow.metadata or {}).items()}
        batches = file.iter_batches(BATCH) if libraries == _libraries() else iter(())
        rows = (row for batch in batches for row in batch.to_pylist())
        yield MergeJoin((row.pop("path"), Features(**row)) for row in rows)
