"""The corpus as token ids: `train.bin`, `val.bin` and `train.npz`."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

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
ROWS = 512  # pages encoded at a time


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
            for split, ids in _encoded(table, words):
                ids.tofile(files[split])
                tokens[split] += len(ids)
                progress.update()
    _write_npz(output / "train.bin", output / "train.npz")
    log.info("%s: %s tokens", output, ", ".join(f"{count} {split}" for split, count in tokens.items()))


def _encoded(table: pq.ParquetFile, words: Vocabulary) -> Iterator[tuple[str, npt.NDArray[np.uint16]]]:
    """Split and ids of each page, end of text included."""
    tokenizer = gigatoken.Tokenizer.from_json(words.tokenizer(special=False).to_str())
    end = np.array([words.end_of_text], DTYPE)
    for batch in table.iter_batches(columns=["text", "split"], batch_size=ROWS):
        rows = batch.to_pylist()
        for row, ids in zip(rows, tokenizer.encode_batch([row["text"] for row in rows]), strict=True):
            yield row["split"], np.concatenate([np.asarray(ids).astype(DTYPE), end])


def _write_npz(source: Path, target: Path) -> None:
    """The ids of a `.bin` as the one array `arr_0` of a compressed `.npz`, without holding them in memory."""
    ids = np.memmap(source, DTYPE, mode="r")
    with atomic(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo("arr_0.npy")  # a fixed date: the same ids give the same bytes
        member.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(member, "w", force_zip64=True) as entry:
            np.lib.format.write_array(entry, ids, allow_pickle=False)
