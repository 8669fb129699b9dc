"""Each page's text cleaned and judged by itself; what is costly is not done again for texts that did not change."""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import version
from itertools import compress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wikimill.chunks import chunks
from wikimill.config.model import Corpus
from wikimill.corpus import duplicates
from wikimill.corpus.ascending import Ascending
from wikimill.corpus.candidates import Candidate
from wikimill.corpus.clean import is_list, line_hashes, normalized, taken_out, without_lines
from wikimill.corpus.language import language
from wikimill.errors import WikimillError
from wikimill.files import atomic
from wikimill.parallel import ordered

BATCH = 256  # pages of one task
SCHEMA = pa.schema(
    [("path", pa.string()), ("sha256", pa.string()), ("language", pa.string()), ("signature", pa.binary())]
)


@dataclass(frozen=True)
class Facts:
    """What follows from a text alone; None for what was not asked for."""

    sha256: str
    language: str | None = None
    signature: bytes | None = None


@dataclass(frozen=True)
class Examined:
    """A page with its text, why it is left out, if it is (`reason`, `detail`), and what was taken out of its text."""

    page: Candidate
    text: str
    words: int
    facts: Facts
    reason: str = ""
    detail: str = ""
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class Task:
    """Pages to examine, with what is known of them; `repeated` holds the hashes of boilerplate lines, sorted."""

    pages: list[Candidate]
    known: list[Facts | None]
    options: Corpus
    repeated: Path | None


def examined(
    pages: Iterable[Candidate], options: Corpus, processes: int, repeated: Path | None, memory: Path
) -> Iterator[Examined]:
    """Every page, in order. What was found out is kept in the file `memory`, for the next time.

    Raises:
        WikimillError: a page's file is not the one that was converted.
    """
    with contextlib.ExitStack() as stack:
        known = stack.enter_context(_known(memory))
        file = stack.enter_context(atomic(memory))
        writer = stack.enter_context(pq.ParquetWriter(file, SCHEMA.with_metadata(_made_by())))
        tasks = (
            Task(batch, [known.of(page.path) for page in batch], options, repeated) for batch in chunks(pages, BATCH)
        )
        for results in ordered(_examine, tasks, processes, "processed/"):
            facts = [{"path": each.page.path, **vars(each.facts)} for each in results if each.facts.sha256]
            writer.write_table(pa.Table.from_pylist(facts, SCHEMA))
            yield from results


def read(page: Candidate) -> str:
    """The text of a page.

    Raises:
        WikimillError: its file is gone, or not the one that was converted.
    """
    try:
        data = Path(page.path).read_bytes()
    except FileNotFoundError:
        raise WikimillError(f"{page.path} is gone; build its manifest again") from None
    if hashlib.sha256(data).hexdigest() != page.sha256:
        raise WikimillError(f"{page.path} was changed by hand; delete it and build its manifest again")
    return data.decode()


def hashes(task: Task) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """The hashes of the lines of pages that may be boilerplate; once for each page."""
    numbers: list[int] = []
    for page in task.pages:
        if page.path:
            numbers.extend(line_hashes(normalized(read(page), task.options.normalize)).values())
    return np.array(numbers, np.uint64)


def _examine(task: Task) -> list[Examined]:
    results = [_judged(page, known, task) for page, known in zip(task.pages, task.known, strict=True)]
    if task.options.dedup != "near":
        return results
    lacking = [not each.reason and each.facts.signature is None for each in results]
    signed = iter(duplicates.signatures([each.text for each in compress(results, lacking)]))
    return [
        replace(each, facts=replace(each.facts, signature=next(signed))) if lacks else each
        for each, lacks in zip(results, lacking, strict=True)
    ]


def _judged(page: Candidate, known: Facts | None, task: Task) -> Examined:
    options = task.options
    if page.status in ("missing", "quarantined"):
        return Examined(page, "", 0, Facts(""), page.status)
    if page.kind in options.leave_out:
        return Examined(page, "", 0, Facts(""), page.kind)
    found = read(page)
    text = normalized(found, options.normalize)
    taken = taken_out(found, options.normalize) if text != found else Counter()
    if task.repeated:
        text, lines = without_lines(text, _repeated(task.repeated))
        taken.update(("line", line.replace("\t", " ")) for line in lines)
    words = len(text.split())
    digest = hashlib.sha256(text.encode()).hexdigest()
    facts = known if known and known.sha256 == digest else Facts(digest)
    if words < options.min_words:
        return Examined(page, text, words, facts, "too short", f"{words} words", taken)
    if "list" in options.leave_out and is_list(page.title, text):
        return Examined(page, text, words, facts, "list", "", taken)
    if options.languages:
        facts = Facts(digest, facts.language or language(text), facts.signature)
        if facts.language not in options.languages:
            return Examined(page, text, words, facts, "language", facts.language or "", taken)
    return Examined(page, text, words, facts, taken=taken)


@cache
def _repeated(path: Path) -> frozenset[int]:
    return frozenset(np.load(path).tolist())


def _made_by() -> dict[str, str]:
    return {name: version(name) for name in ("rensa", "py3langid")}


@contextlib.contextmanager
def _known(path: Path) -> Iterator[Ascending[Facts]]:
    """The facts of the last time; none when the file is not there, is damaged, or was made by other libraries."""
    try:
        file = pq.ParquetFile(path, pre_buffer=False)
    except (OSError, pa.ArrowInvalid):
        yield Ascending(iter(()))
        return
    with file:
        made_by = {key.decode(): value.decode() for key, value in (file.schema_arrow.metadata or {}).items()}
        batches = file.iter_batches(BATCH) if made_by == _made_by() else iter(())
        rows = (row for batch in batches for row in batch.to_pylist())
        yield Ascending((row.pop("path"), Facts(**row)) for row in rows)
