"""The corpus as token ids: `train.bin`, `val.bin` and `train.npz`."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import awkward as ak
import gigatoken
import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from wikimill.corpus import vocabulary as vocabularies
from wikimill.corpus.build import SPLITS
from wikimill.corpus.vocabulary import Vocabulary
from wikimill.errors import WikimillError
from wikimill.files import atomic
from wikimill.progress import bar

log = logging.getLogger(__name__)

DTYPE = np.dtype("<u2")
ROWS = 4096  # pages encoded at a time


def encode(pages: Path, vocabulary: Path, output: Path) -> None:
    """Write the token ids of both splits into the folder `output`.

    Every page's ids are followed by end of text, once. `<|endoftext|>` in a page is ordinary text.

    Args:
        pages: `pages.parquet`.
        vocabulary: the folder of `encoder.json` and `vocab.bpe`.
        output: where `train.bin`, `val.bin` (uint16, little-endian) and `train.npz` (one array of the same)
            go; gpt-2-simple and nshepperd's gpt-2 load the latter.

    Raises:
        WikimillError: ids that do not fit 16 bits.
    """
    words = vocabularies.read(vocabulary)
    if words.size > np.iinfo(DTYPE).max + 1:
        raise WikimillError(f"{vocabulary}: {words.size} ids do not fit the 16 bits of .bin; use at most 65536")
    table = pq.ParquetFile(pages)
    tokens = dict.fromkeys(SPLITS, 0)
    with atomic(output / "train.bin") as train, atomic(output / "val.bin") as val:
        files: dict[str, BinaryIO] = {"train": train, "val": val}
        with bar("Encoding", table.metadata.num_rows, "page") as progress:
            for pages_done, split, ids in _encoded(table, words):
                ids.tofile(files[split])
                tokens[split] += len(ids)
                progress.update(pages_done)
    _write_npz(output / "train.bin", output / "train.npz")
    log.info("%s: %s tokens", output, ", ".join(f"{count} {split}" for split, count in tokens.items()))


def _encoded(table: pq.ParquetFile, words: Vocabulary) -> Iterator[tuple[int, str, npt.NDArray[np.uint16]]]:
    """Some pages of a split: their number, the split, and their ids, each page's followed by end of text."""
    tokenizer = gigatoken.Tokenizer.from_json(words.tokenizer(special=False).to_str())
    for batch in table.iter_batches(columns=["text", "split"], batch_size=ROWS):
        rows = batch.to_pylist()
        for split in SPLITS:
            texts = [row["text"] for row in rows if row["split"] == split]
            if texts:
                pages = tokenizer.encode_batch(texts)
                ends = np.cumsum(ak.to_numpy(ak.num(pages)))
                ids = ak.to_numpy(ak.flatten(pages)).astype(DTYPE)
                yield len(texts), split, np.insert(ids, ends, words.end_of_text)


def _write_npz(source: Path, target: Path) -> None:
    """The ids of a `.bin` as the one array `arr_0` of a `.npz`, without holding them in memory.

    It is not compressed: that would take longer than encoding and save a third.
    """
    ids = np.memmap(source, DTYPE, mode="r")
    with atomic(target) as file, zipfile.ZipFile(file, "w") as archive:
        member = zipfile.ZipInfo("arr_0.npy")  # a fixed date: the same ids give the same bytes
        with archive.open(member, "w", force_zip64=True) as entry:
            np.lib.format.write_array(entry, ids, allow_pickle=False)
