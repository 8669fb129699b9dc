"""Which tokens are trained on when the loss is that of the targets of pairs: `train.targets`, `val.targets`, …"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from wikimill import layout
from wikimill.corpus import vocabulary as vocabularies
from wikimill.corpus.ascending import Ascending
from wikimill.corpus.clean import line_hashes, normalized, without_lines
from wikimill.corpus.encode import DTYPE, ROWS, Ids
from wikimill.corpus.vocabulary import Vocabulary
from wikimill.errors import WikimillError
from wikimill.files import atomic
from wikimill.manifest import derived
from wikimill.manifest.origin import PairsOrigin
from wikimill.progress import bar
from wikimill.sources.pairs.source import PairsSource

log = logging.getLogger(__name__)

Marks = npt.NDArray[np.uint8]


def write(manifests: Sequence[str], form: str, corpus: Path, splits: Sequence[str]) -> None:
    """Write `train.targets`, `val.targets`, … into the folder of an encoded corpus: uint8, one for each id of `.bin`.

    It is 1 from the first token of a target, the value of its template's last column, to the end of text after it, and
    on every page that is no pair; 0 before. A token is a target's when its first byte is, or when nothing but white
    space of it stands before: such is the space of the first word. Memory does not grow with the corpus.

    Args:
        manifests: those of the corpus.
        form: `corpus.normalize`.
        corpus: the folder of `pages.parquet`, `tokens.parquet`, `tokenizer/` and the files of ids.
        splits: their names.

    Raises:
        WikimillError: no manifest of pairs, a row that is gone, a text that is another, or a target that cannot be
            told from what is before it.
    """
    pairs = _pairs(manifests)
    if not pairs:
        raise WikimillError("train.loss: target: no manifest of pairs is in the corpus; add one or set train.loss: all")
    lengths = _lengths(vocabularies.read(corpus / "tokenizer"))
    trained, number = 0, 0
    with contextlib.ExitStack() as stack:
        pages, tokens = (
            stack.enter_context(pq.ParquetFile(corpus / f"{name}.parquet", pre_buffer=False))
            for name in ("pages", "tokens")
        )
        sources = {split: stack.enter_context((corpus / f"{split}.bin").open("rb")) for split in splits}
        files = {split: stack.enter_context(atomic(corpus / f"{split}.targets")) for split in splits}
        progress = stack.enter_context(bar("Targets", pages.metadata.num_rows, "page"))
        rows = zip(_rows(pages, "split", "wiki", "title", "path", "text"), _rows(tokens, "tokens"), strict=True)
        for (split, wiki, title, path, text), (count,) in rows:
            ids = np.frombuffer(sources[split].read(count * DTYPE.itemsize), DTYPE)
            if wiki in pairs:
                start = _start(text, path, pairs[wiki].of(title), form)
                marks = _marks(ids, lengths, text, start, path)
            else:
                marks = np.ones(count, np.uint8)
            marks.tofile(files[split])
            trained, number = trained + int(marks.sum()), number + count
            progress.update()
    log.info("%s: %d of %d tokens are trained on", corpus, trained, number)


def _pairs(manifests: Sequence[str]) -> dict[str, Ascending[int]]:
    """Where the targets of each manifest of pairs begin, by the name of its origin."""
    origins = [derived.read_header(layout.derived(manifest)).origin for manifest in manifests]
    return {
        origin.name: Ascending(PairsSource(Path(origin.path), origin.template).target_offsets())
        for origin in origins
        if isinstance(origin, PairsOrigin)
    }


def _lengths(words: Vocabulary) -> npt.NDArray[np.int64]:
    """Bytes of each token, by id: a token is written with a character for each."""
    lengths = np.zeros(words.size, np.int64)
    lengths[list(words.ids.values())] = [len(token) for token in words.ids]
    return lengths


def _rows(table: pq.ParquetFile, *columns: str) -> Iterator[tuple[Any, ...]]:
    for batch in table.iter_batches(ROWS, columns=list(columns)):
        yield from zip(*(batch[name].to_pylist() for name in columns), strict=True)


def _start(text: str, path: str, start: int | None, form: str) -> int:
    """Where the target begins in a page's text, when it began with the character `start` before it was cleaned."""
    if start is None:
        raise WikimillError(f"{path}: its row is gone from the table of pairs; put it back, or run `snakemake refresh`")
    try:
        found = Path(path).read_bytes().decode()
    except FileNotFoundError:
        raise WikimillError(f"{path} is gone; build its manifest again") from None
    source, target = normalized(found[:start], form), normalized(found[start:], form)
    if source + target != normalized(found, form):
        raise WikimillError(
            f"{path}: its last column's first character becomes one with what is before it; put a line end or a space "
            "before the template's last column"
        )
    begins = begin(text, source, target)
    if begins is None:
        raise WikimillError(f"{path} is not what the corpus was made of; delete the corpus and build it again")
    return begins


def begin(text: str, source: str, target: str) -> int | None:
    """Where what is left of `target` begins in `text`, which is source and target without their repeated lines.

    None when it is another text.
    """
    whole = source + target
    if text == whole:
        return len(source)
    # A repeated line goes from all of a page, so those that are gone are those that are in it no more.
    hashes = line_hashes(whole)
    gone = hashes.keys() - {line.strip() for line in text.split("\n")}
    if without_lines(whole, {hashes[line] for line in gone})[0] != text:
        return None
    *lines, last = source.split("\n")
    left = "".join(f"{line}\n" for line in lines if line.strip() not in gone)
    if (last + target.partition("\n")[0]).strip() not in gone:
        left += last
    return min(len(text), len(re.sub(r"\n{3,}", "\n\n", left).lstrip("\n")))


def _marks(ids: Ids, lengths: npt.NDArray[np.int64], text: str, start: int, path: str) -> Marks:
    """The marks of a page's ids, end of text included, when its target begins with the character `start`."""
    before = text[:start]
    sizes = lengths[ids[:-1]]
    ends = np.cumsum(sizes)
    if sizes.sum() != len(text.encode()):
        raise WikimillError(f"{path}: its ids are not its text; delete the corpus and build it again")
    marks = np.ones(len(ids), np.uint8)
    marks[:-1] = (ends - sizes >= len(before.rstrip().encode())) & (ends > len(before.encode()))
    return marks
