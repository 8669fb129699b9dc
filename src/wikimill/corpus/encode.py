"""The corpus as token ids: `train.bin`, `val.bin`, `test.bin`, `train.npz`, and `tokens.parquet`, which counts them."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import awkward as ak
import gigatoken
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from wikimill import layout
from wikimill.corpus import vocabulary as vocabularies
from wikimill.corpus.ascending import Ascending
from wikimill.corpus.vocabulary import Vocabulary
from wikimill.errors import WikimillError
from wikimill.files import atomic
from wikimill.progress import bar

log = logging.getLogger(__name__)

DTYPE = np.dtype("<u2")
ROWS = 1024  # pages encoded at a time
RENEWED = 256 << 20
SCHEMA = pa.schema([("path", pa.string()), ("split", pa.string()), ("sha256", pa.string()), ("tokens", pa.int32())])

Ids = npt.NDArray[np.uint16]


def encode(pages: Path, vocabulary: Path, output: Path, splits: Sequence[str]) -> None:
    """Write the token ids of all splits into the folder `output`.

    Every page's ids are followed by end of text, once; `<|endoftext|>` in a page is ordinary text. Pages whose text
    is that of the last time are copied, not encoded. Memory does not grow with the corpus.

    Args:
        pages: `pages.parquet`.
        vocabulary: the folder of `encoder.json` and `vocab.bpe`.
        output: where `train.bin`, `val.bin`, … (uint16, little-endian), `train.npz` (one array of the same, which
            gpt-2-simple and nshepperd's gpt-2 load) and `tokens.parquet` (a row a page, in their order) go.
        splits: their names.

    Raises:
        WikimillError: ids that do not fit 16 bits.
    """
    words = vocabularies.read(vocabulary)
    if words.size > np.iinfo(DTYPE).max + 1:
        raise WikimillError(f"{vocabulary}: {words.size} ids do not fit the 16 bits of .bin; use at most 65536")
    encoder, digest = Encoder(words), words.digest
    tokens, encoded = dict.fromkeys(splits, 0), 0
    memory = layout.CACHE / "corpus" / output.name
    with contextlib.ExitStack() as stack:
        table = stack.enter_context(pq.ParquetFile(pages, pre_buffer=False))
        last = stack.enter_context(_Last.open(memory, splits, digest))
        files = {split: stack.enter_context(atomic(output / f"{split}.bin")) for split in splits}
        index = stack.enter_context(atomic(output / "tokens.parquet"))
        schema = SCHEMA.with_metadata({"vocabulary": digest})
        writer = stack.enter_context(pq.ParquetWriter(index, schema, compression="zstd"))
        progress = stack.enter_context(bar("Encoding", table.metadata.num_rows, "page"))
        for batch in table.iter_batches(ROWS, columns=["path", "split", "sha256", "text"]):
            found = [last.of(*key) for key in zip(*(batch[name].to_pylist() for name in KEY), strict=True)]
            ids, counts, new = encoder.encode(batch["text"], found)
            which = batch["split"].to_numpy(zero_copy_only=False)
            for split in splits:
                ids[np.repeat(which == split, counts)].tofile(files[split])
                tokens[split] += int(counts[which == split].sum())
            columns = [*(batch[name] for name in KEY), pa.array(counts, pa.int32())]
            writer.write_batch(pa.record_batch(columns, schema=schema))
            encoded += new
            progress.update(len(batch))
    _write_npz(output / "train.bin", output / "train.npz")
    _keep([output / f"{split}.bin" for split in splits] + [output / "tokens.parquet"], memory)
    log.info("%s: %s tokens, %d pages encoded now", output, _listed(tokens), encoded)


KEY = ("path", "split", "sha256")


def _listed(tokens: dict[str, int]) -> str:
    return ", ".join(f"{count} {split}" for split, count in tokens.items())


class Encoder:
    """GPT-2's byte-pair encoding, by gigatoken, on every core."""

    def __init__(self, words: Vocabulary) -> None:
        self.json = words.tokenizer(special=False).to_str()
        self.end = words.end_of_text
        self.left = 0  # bytes until the tokenizer is made anew: it remembers every word that it has met

    def _fresh(self, texts: pa.StringArray) -> tuple[Ids, npt.NDArray[np.int64]]:
        """The ids of texts one after the other, and how many each has."""
        if self.left <= 0:
            self.tokenizer, self.left = gigatoken.Tokenizer.from_json(self.json), RENEWED
        self.left -= texts.nbytes
        pages = self.tokenizer.encode_batch(ak.from_arrow(texts.cast(pa.large_string())))
        lengths = ak.to_numpy(ak.num(pages))
        return np.insert(ak.to_numpy(ak.flatten(pages)).astype(DTYPE), np.cumsum(lengths), self.end), lengths + 1

    def encode(self, texts: pa.StringArray, known: list[Ids | None]) -> tuple[Ids, npt.NDArray[np.int64], int]:
        """The ids of some pages one after the other, how many each has, and the number that were not known.

        Args:
            texts: of the pages.
            known: their ids, end of text included, where they are known.
        """
        is_new = np.array([each is None for each in known], bool)
        fresh = texts.filter(pa.array(is_new))
        ids, lengths = self._fresh(fresh) if len(fresh) else (np.empty(0, DTYPE), 0)
        counts = np.array([0 if each is None else len(each) for each in known], np.int64)
        counts[is_new] = lengths
        if is_new.all():
            return ids, counts, len(fresh)
        out = np.empty(int(counts.sum()), DTYPE)
        mask = np.repeat(is_new, counts)
        out[mask] = ids
        out[~mask] = np.concatenate([each for each in known if each is not None])
        return out, counts, len(fresh)


@dataclass
class _Row:
    split: str
    sha256: str
    start: int
    tokens: int


class _Last:
    """The ids of the last time, asked for in the order of the paths."""

    def __init__(self, rows: Iterator[tuple[str, _Row]], files: Mapping[str, BinaryIO]) -> None:
        self.rows = Ascending(rows)
        self.files = files

    @classmethod
    @contextlib.contextmanager
    def open(cls, folder: Path, splits: Sequence[str], digest: str) -> Iterator[_Last]:
        """What is kept in a folder; nothing when it is not whole, or of another vocabulary."""
        with contextlib.ExitStack() as stack:
            try:
                table = stack.enter_context(pq.ParquetFile(folder / "tokens.parquet", pre_buffer=False))
                files = {split: stack.enter_context((folder / f"{split}.bin").open("rb")) for split in splits}
            except (OSError, pa.ArrowInvalid):
                yield cls(iter(()), {})
                return
            same = (table.schema_arrow.metadata or {}).get(b"vocabulary") == digest.encode()
            sizes = {split: os.fstat(file.fileno()).st_size // DTYPE.itemsize for split, file in files.items()}
            yield cls(_rows(table), files) if same and sizes == _sizes(table, splits) else cls(iter(()), {})

    def of(self, path: str, split: str, sha256: str) -> Ids | None:
        """The ids of a page with this text; None when it is new. Paths must ascend."""
        row = self.rows.of(path)
        if row is None or (row.split, row.sha256) != (split, sha256):
            return None
        file = self.files[split]
        file.seek(row.start * DTYPE.itemsize)
        return np.frombuffer(file.read(row.tokens * DTYPE.itemsize), DTYPE)


def _rows(table: pq.ParquetFile) -> Iterator[tuple[str, _Row]]:
    ends: dict[str, int] = {}
    for batch in table.iter_batches(ROWS):
        for path, split, sha256, tokens in zip(*(batch[name].to_pylist() for name in SCHEMA.names), strict=True):
            start = ends.get(split, 0)
            ends[split] = start + tokens
            yield path, _Row(split, sha256, start, tokens)


def _sizes(table: pq.ParquetFile, splits: Sequence[str]) -> dict[str, int]:
    """Number of tokens of each split."""
    sizes = dict.fromkeys(splits, 0)
    for batch in table.iter_batches(1 << 16, columns=["split", "tokens"]):
        which, tokens = batch["split"].to_numpy(zero_copy_only=False), batch["tokens"].to_numpy()
        for split in splits:
            sizes[split] += int(tokens[which == split].sum())
    return sizes


def _write_npz(source: Path, target: Path) -> None:
    """The ids of a `.bin` as the one array `arr_0` of a `.npz`, without holding them in memory.

    It is not compressed: that would take longer than encoding and save a third.
    """
    length = source.stat().st_size // DTYPE.itemsize
    header = {"descr": DTYPE.str, "fortran_order": False, "shape": (length,)}
    with atomic(target) as file, zipfile.ZipFile(file, "w") as archive, source.open("rb") as ids:
        member = zipfile.ZipInfo("arr_0.npy")  # a fixed date: the same ids give the same bytes
        with archive.open(member, "w", force_zip64=True) as entry:
            np.lib.format.write_array_header_1_0(entry, header)
            shutil.copyfileobj(ids, entry, 1 << 20)


def _keep(files: list[Path], folder: Path) -> None:
    """Keep files for the next time, when Snakemake will have deleted them: as hard links where the disk knows them.

    `tokens.parquet`, the last, is taken away first and put back last: while it is there the others are of it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / files[-1].name).unlink(missing_ok=True)
    for source in files:
        target = folder / source.name
        target.unlink(missing_ok=True)
        try:
            os.link(source, target)
        except OSError:
            with atomic(target) as copy, source.open("rb") as data:
                shutil.copyfileobj(data, copy, 1 << 20)
