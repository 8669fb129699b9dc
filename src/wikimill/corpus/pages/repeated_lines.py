"""Lines that many pages share: boilerplate."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import numpy as np

from wikimill.config.model import Corpus
from wikimill.corpus.pages.cleaning import line_hashes, normalize
from wikimill.corpus.pages.page import Page
from wikimill.parallel import map_in_order
from wikimill.streams import batched

BATCH = 256  # pages of a task
BITS = 6  # of a hash choose the file in which it is counted


def find_repeated_lines(pages: Iterable[Page], options: Corpus, processes: int, scratch: Path) -> Path:
    """A file with the hashes of the lines that are on at least `options.repeated_lines` pages.

    Hashes are spread over files by their first bits, each of which is then counted by itself: memory holds one.
    """
    work = partial(_hash_lines, options.normalize)
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context((scratch / f"lines{number}").open("wb")) for number in range(1 << BITS)]
        for hashes in map_in_order(work, batched(pages, BATCH), processes, "processed/"):
            hashes.sort()
            edges = np.searchsorted(hashes >> np.uint64(64 - BITS), np.arange((1 << BITS) + 1))
            for file, (start, end) in zip(files, itertools.pairwise(edges), strict=True):
                hashes[start:end].tofile(file)
    repeated = []
    for file in files:
        values, counts = np.unique(np.fromfile(file.name, np.uint64), return_counts=True)
        repeated.append(values[counts >= options.repeated_lines])
    path = scratch / "repeated.npy"
    np.save(path, np.concatenate(repeated))
    return path


def _hash_lines(form: str, pages: list[Page]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """The hashes of the lines of pages, in a Unicode form, that may be boilerplate; once for each page."""
    texts = (normalize(page.read_markdown(), form) for page in pages if page.path)
    return np.array([number for text in texts for number in line_hashes(text).values()], np.uint64)
