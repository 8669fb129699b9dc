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
from wikimill.config.quality import Quality
from wikimill.corpus.pages import duplicates, quality
from wikimill.corpus.pages.cleaning import count_normalized, is_list, normalize, remove_lines, target_after_removal
from wikimill.corpus.pages.language import detect_language
from wikimill.corpus.pages.page import Page
from wikimill.corpus.pages.personal_data import mask
from wikimill.corpus.pages.source_text import add_source
from wikimill.corpus.parquet import MergeJoin
from wikimill.files import atomic
from wikimill.parallel import map_in_order
from wikimill.streams import batched

BATCH = 256  # pages of a task
FEATURES_SCHEMA = pa.schema(
    [
        ("path", pa.string()),
        ("sha256", pa.string()),
        ("language", pa.string()),
        ("language_score", pa.float64()),
        ("rules", pa.string()),
        ("fault", pa.string()),
        ("signature", pa.binary()),
    ]
)
FEATURES = ("language", "language_score", "rules", "fault", "signature")


@dataclass(frozen=True)
class Features:
    """What is costly to compute of a text; None for what was not asked for."""

    sha256: str  # of the text, in hex
    language: str | None
    language_score: float | None
    rules: str | None  # digest of the rules of quality
    fault: str | None  # against them
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
            rows = [{name: getattr(page, name) for name in FEATURES_SCHEMA.names} for page in batch if page.sha256]
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
    _clean(page, options, repeated)
    page.words = len(page.text.split())
    page.sha256 = hashlib.sha256(page.text.encode()).hexdigest()
    if known and known.sha256 == page.sha256:
        for name in FEATURES:
            setattr(page, name, getattr(known, name))
    if page.words < options.min_words:
        page.reason, page.detail = "too short", f"{page.words} words"
    elif "list" in options.leave_out and is_list(page.title, page.text):
        page.reason = "list"
    else:
        _judge_language(page, options)
    if not page.reason and options.quality.is_asked:
        _judge_quality(page, options.quality)


def _judge_language(page: Page, options: Corpus) -> None:
    """Detect the language, where that is asked for, and leave the page out if it is another or not clear."""
    asked = options.languages or options.min_language_score or {"language", "language_score"} & {*options.columns}
    if not asked and not (options.quality.is_asked and not page.in_language):
        return
    if page.language is None or page.language_score is None:
        page.language, page.language_score = detect_language(page.text)
    if options.languages and page.language not in options.languages:
        page.reason, page.detail = "language", page.language
    elif page.language_score < options.min_language_score:
        page.reason, page.detail = "language score", f"{page.language} {page.language_score}"


def _judge_quality(page: Page, options: Quality) -> None:
    """Leave the page out if it breaks one of the rules; `fault` has the rule and the key of the rules it is one of."""
    language = page.in_language or page.language or ""
    rules = quality.digest(options, language)
    if page.fault is None or page.rules != rules:
        fault = quality.find_fault(page.text, language, options)
        page.rules, page.fault = rules, " ".join(fault) if fault else ""
    page.reason, _, page.detail = page.fault.partition(" ")


def _clean(page: Page, options: Corpus, repeated: Path | None) -> None:
    """The text without what is not to be in it; the target of a pair, moved by what was taken out before it."""
    form = options.normalize
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
    if options.mask:
        start = page.target_start or 0  # of a pair each half is masked by itself, so that the target is known after it
        source, before = mask(page.text[:start], options.mask)
        target, after = mask(page.text[start:], options.mask)
        page.text = source + target
        page.removed.update(before + after)
        if page.target_start is not None:
            page.target_start = len(source)


@cache
def _load_hashes(path: Path) -> frozenset[int]:
    return frozenset(np.load(path).tolist())


def _libraries() -> dict[str, str]:
    return {name: version(name) for name in ("rensa", "py3langid")}


@contextlib.contextmanager
def _read_features(path: Path) -> Iterator[MergeJoin[Features]]:
    """Those of the last time; none when the file is not there, damaged, or of another version or other libraries."""
    try:
        file = pq.ParquetFile(path, pre_buffer=False)
    except (OSError, pa.ArrowInvalid):
        yield MergeJoin(iter(()))
        return
    with file:
        libraries = {key.decode(): value.decode() for key, value in (file.schema_arrow.metadata or {}).items()}
        is_ours = libraries == _libraries() and file.schema_arrow.remove_metadata() == FEATURES_SCHEMA
        batches = file.iter_batches(BATCH) if is_ours else iter(())
        rows = (row for batch in batches for row in batch.to_pylist())
        yield MergeJoin((row.pop("path"), Features(**row)) for row in rows)
