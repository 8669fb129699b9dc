"""The corpus as token ids: `train.bin`, `val.bin`, `test.bin`, `train.npz`, and `tokens.parquet`."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise, repeat
from pathlib import Path
from typing import Any

import awkward as ak
import gigatoken
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from wikimill import layout
from wikimill.corpus.pages.parts import part_keys
from wikimill.corpus.parquet import MergeJoin, open_parquet
from wikimill.corpus.tokens.loss_mask import Mask, TokenLengths
from wikimill.corpus.tokens.token_file import SCHEMA, Ids, count_tokens, token_dtype
from wikimill.corpus.tokens.vocabulary import Vocabulary, read_vocabulary
from wikimill.errors import WikimillError
from wikimill.files import atomic
from wikimill.progress import bar

log = logging.getLogger(__name__)

BATCH = 1024  # pages encoded at a time
RENEW = 256 << 20  # bytes after which the tokenizer is made again: it remembers every word that it has met
KEY = ("path", "split", "sha256")

Counts = npt.NDArray[np.int64]
Row = tuple[str, str, int, int]  # split, sha256, start and tokens


def encode(pages: Path, vocabulary: Path, output: Path, splits: Sequence[str]) -> None:
    """Write the token ids of all splits into the folder `output`.

    Every page's ids are followed by end of text, once, but for parts of a file whose text goes on in the next page;
    `<|endoftext|>` in a page is ordinary text. Pages whose text
    is that of the last time are copied, not encoded. Where `pages` says at which character the target of a pair
    begins (`target_start`), `tokens.parquet` has the loss mask. Memory does not grow with the corpus.

    Args:
        pages: `pages.parquet`.
        vocabulary: the folder of the vocabulary.
        output: where `train.bin`, `val.bin`, … (see `token_dtype`), `train.npz` (one array of the same, which
            gpt-2-simple and nshepperd's gpt-2 load) and `tokens.parquet` (a row per page, in their order; its metadata
            say the type of the ids) go.
        splits: their names.

    Raises:
        WikimillError: a vocabulary that splits texts in a way that gigatoken does not know.
    """
    content = read_vocabulary(vocabulary)
    dtype, encoder, lengths, digest = token_dtype(content.size), Encoder(content), TokenLengths(content), content.digest
    tokens, encoded = dict.fromkeys(splits, 0), 0
    cache = layout.CACHE / "corpus" / output.name
    with contextlib.ExitStack() as stack:
        table = stack.enter_context(open_parquet(pages, [*KEY, "text"]))
        previous = stack.enter_context(_open_previous(cache, splits, digest, dtype))
        files = {split: stack.enter_context(atomic(output / f"{split}.bin")) for split in splits}
        index = stack.enter_context(atomic(output / "tokens.parquet"))
        schema = SCHEMA.with_metadata({"vocabulary": digest, "dtype": dtype.name})
        writer = stack.enter_context(pq.ParquetWriter(index, schema, compression="zstd"))
        progress = stack.enter_context(bar("Encoding", table.metadata.num_rows, "page"))
        has_targets = "target_start" in table.schema_arrow.names
        is_end = _ends(table)
        for batch in table.iter_batches(BATCH, columns=[*KEY, "text", *(["target_start"] if has_targets else [])]):
            known = [previous(*key) for key in zip(*(batch[name].to_pylist() for name in KEY), strict=True)]
            ids, counts, new = encoder.encode(batch["text"], known, np.fromiter(is_end, bool, len(batch)))
            which = batch["split"].to_numpy(zero_copy_only=False)
            starts = np.zeros(len(batch), np.int64)
            for split in splits:
                in_split = which == split
                files[split].write(ids[np.repeat(in_split, counts)].data)  # `tofile` names no full disk
                ends = tokens[split] + np.cumsum(counts[in_split])
                starts[in_split] = ends - counts[in_split]
                tokens[split] += int(counts[in_split].sum())
            masks = _loss_masks(batch, ids, counts, lengths) if has_targets else pa.nulls(len(batch))
            columns = [*(batch[name] for name in KEY), pa.array(starts), pa.array(counts), masks]
            writer.write_batch(pa.record_batch(columns, schema=schema))  # with the types of the schema
            encoded += new
            progress.update(len(batch))
    _write_npz(output / "train.bin", output / "train.npz", dtype)
    _keep([output / f"{split}.bin" for split in splits] + [output / "tokens.parquet"], cache)
    listed = ", ".join(f"{count} {split}" for split, count in tokens.items())
    log.info("%s: %s tokens, %d pages encoded now", output, listed, encoded)


class Encoder:
    """A byte-pair encoding, by gigatoken, on every core.

    Raises:
        WikimillError: one that splits texts in a way that gigatoken does not know.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.json = vocabulary.tokenizer(special=False).to_str()
        self.end, self.dtype = vocabulary.end_of_text, token_dtype(vocabulary.size)
        self.left = 0  # bytes until the tokenizer is made again

    def encode(
        self, texts: pa.StringArray, known: list[Ids | None], ends: npt.NDArray[np.bool_] | None = None
    ) -> tuple[Ids, Counts, int]:
        """The ids of some pages one after the other, how many each has, and the number that were not known.

        Args:
            texts: of the pages.
            known: their ids where they are known, with or without end of text.
            ends: whether end of text follows each page; it does by default.
        """
        if ends is None:
            return self._encode_unknown(texts, known)
        end = np.array([self.end], self.dtype)
        known = [each if each is None or each[-1:].tolist() == [self.end] else np.append(each, end) for each in known]
        ids, counts, new = self._encode_unknown(texts, known)
        last = np.cumsum(counts)[~ends] - 1
        return np.delete(ids, last), counts - ~ends, new

    def _encode_unknown(self, texts: pa.StringArray, known: list[Ids | None]) -> tuple[Ids, Counts, int]:
        """The same, each page followed by end of text."""
        is_new = np.array([each is None for each in known], bool)
        new = texts.filter(pa.array(is_new))
        ids, lengths = self._encode(new) if len(new) else (np.empty(0, self.dtype), 0)
        counts = np.array([0 if each is None else len(each) for each in known], np.int64)
        counts[is_new] = lengths
        if is_new.all():
            return ids, counts, len(new)
        out = np.empty(int(counts.sum()), self.dtype)
        mask = np.repeat(is_new, counts)
        out[mask] = ids
        out[~mask] = np.concatenate([each for each in known if each is not None])
        return out, counts, len(new)

    def _tokenizer(self) -> gigatoken.Tokenizer:
        try:
            return gigatoken.Tokenizer.from_json(self.json)
        except RuntimeError as error:
            reason = str(error).splitlines()[0]
            raise WikimillError(
                f"tokenizer.vocabulary: gigatoken, which encodes, cannot do so with this vocabulary ({reason}); choose "
                "another"
            ) from None

    def _encode(self, texts: pa.StringArray) -> tuple[Ids, Counts]:
        """The ids of texts one after the other, and how many each has."""
        if self.left <= 0:
            self.tokenizer, self.left = self._tokenizer(), RENEW
        self.left -= texts.nbytes
        pages = self.tokenizer.encode_batch(ak.from_arrow(texts.cast(pa.large_string())))
        lengths = ak.to_numpy(ak.num(pages))
        return np.insert(ak.to_numpy(ak.flatten(pages)).astype(self.dtype), np.cumsum(lengths), self.end), lengths + 1


def _loss_masks(batch: pa.RecordBatch, ids: Ids, counts: Counts, lengths: TokenLengths) -> pa.Array:
    """The loss mask of each page; null for those that are not pairs."""
    masks: list[Mask | None] = []
    pages = np.split(ids, np.cumsum(counts)[:-1])
    for row, (start, page) in enumerate(zip(batch["target_start"].to_pylist(), pages, strict=True)):
        try:
            masks.append(None if start is None else lengths.mask_source(batch["text"][row].as_py(), start, page))
        except ValueError:
            path = batch["path"][row].as_py()
            raise WikimillError(f"{path}: its ids are not its text; delete the corpus and build it again") from None
    return pa.array(masks)


def _ends(table: pq.ParquetFile) -> Iterator[bool]:
    """Whether end of text follows each page, which it does unless the next one goes on in its text."""
    if "part" not in table.schema_arrow.names:
        return repeat(True)
    batches = table.iter_batches(BATCH, columns=["path", "title", "split", "part"])
    keys = chain(chain.from_iterable(map(part_keys, batches)), [None])
    return (not page.goes_on(following) for page, following in pairwise(keys) if page)


@contextlib.contextmanager
def _open_previous(
    folder: Path, splits: Sequence[str], digest: str, dtype: np.dtype[Any]
) -> Iterator[Callable[[str, str, str], Ids | None]]:
    """A function that finds the ids of the last time, as they are kept in a folder, by path, split and sha256.

    It must be asked in the order of the paths, and finds None when the text is new. It finds nothing when the folder is
    incomplete, or of another vocabulary.
    """
    with contextlib.ExitStack() as stack:
        try:
            table = stack.enter_context(pq.ParquetFile(folder / "tokens.parquet", pre_buffer=False))
            files = {split: stack.enter_context((folder / f"{split}.bin").open("rb")) for split in splits}
        except (OSError, pa.ArrowInvalid):
            yield lambda *_key: None
            return
        schema = table.schema_arrow
        is_same = schema.names == SCHEMA.names and schema.metadata.get(b"vocabulary") == digest.encode()
        sizes = {split: os.fstat(file.fileno()).st_size // dtype.itemsize for split, file in files.items()}
        rows = MergeJoin(_rows(table) if is_same and sizes == _sizes(table, splits) else iter(()))

        def find(path: str, split: str, sha256: str) -> Ids | None:
            row = rows.find(path)
            if row is None or row[:2] != (split, sha256):
                return None
            _, _, start, tokens = row
            files[split].seek(start * dtype.itemsize)
            return np.frombuffer(files[split].read(tokens * dtype.itemsize), dtype)

        yield find


def _rows(table: pq.ParquetFile) -> Iterator[tuple[str, Row]]:
    columns = [*KEY, "start", "tokens"]
    for batch in table.iter_batches(BATCH, columns=columns):
        for path, *row in zip(*(batch[name].to_pylist() for name in columns), strict=True):
            yield path, tuple(row)


def _sizes(table: pq.ParquetFile, splits: Sequence[str]) -> dict[str, int]:
    """Number of tokens of each split."""
    sizes = dict.fromkeys(splits, 0)
    for batch in table.iter_batches(1 << 16, columns=["split", "tokens"]):
        which, tokens = batch["split"].to_numpy(zero_copy_only=False), batch["tokens"].to_numpy()
        for split in splits:
            sizes[split] += int(tokens[which == split].sum())
    return sizes


def _write_npz(source: Path, target: Path, dtype: np.dtype[Any]) -> None:
    """The ids of a `.bin` as the one array `arr_0` of a `.npz`, without holding them in memory.

    It is not compressed: that would take longer than encoding and save a third.
    """
    header = {"descr": dtype.str, "fortran_order": False, "shape": (count_tokens(source, dtype),)}
    with atomic(target) as file, zipfile.ZipFile(file, "w") as archive, source.open("rb") as ids:
        member = zipfile.ZipInfo("arr_0.npy")  # a fixed date: the same ids give the same bytes
        with archive.open(member, "w", force_zip64=True) as entry:
            np.lib.format.write_array_header_1_0(entry, header)
            shutil.copyfileobj(ids, entry, 1 << 20)


def _keep(files: list[Path], folder: Path) -> None:
    """Keep files for the next time, when Snakemake will have deleted them: as hard links where the disk has them.

    `tokens.parquet`, the last, is taken away first and put back last: while it is there the others belong to it.
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
