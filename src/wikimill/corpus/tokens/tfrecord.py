"""The token ids as TFRecord files of `tf.train.Example`, as Texar's GPT-2 example prepares and reads them."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wikimill.config.model import TFRecord
from wikimill.corpus.tokens.token_file import Ids, count_tokens, token_dtype
from wikimill.corpus.tokens.vocabulary import read_vocabulary
from wikimill.errors import WikimillError
from wikimill.files import atomic_name
from wikimill.progress import bar

log = logging.getLogger(__name__)

BLOCK = 1 << 20  # ids read at a time


def tfrecord(sources: Sequence[Path], vocabulary: Path, options: TFRecord, output: Path) -> None:
    """Write a `.tfrecord` of every `.bin` into the folder `output`.

    A record is a sequence: `text_ids`, int64, shape (max_seq_length,), padded with end of text, and `length`,
    int64, one number, the ids before the padding. docs/corpus.md describes the format.

    Args:
        sources: files of ids, see `token_dtype`, every page's followed by end of text.
        vocabulary: the folder of the vocabulary.
        options: length of a sequence and special tokens.
        output: where each file goes under its source's name.

    Raises:
        WikimillError: a source whose last page has no end.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import tensorflow as tf

    def example(sequence: Ids) -> bytes:
        padded = np.full(options.max_seq_length, end)
        padded[: len(sequence)] = sequence
        values = {"text_ids": padded.tolist(), "length": [len(sequence)]}
        lists = {name: tf.train.Int64List(value=numbers) for name, numbers in values.items()}
        features = tf.train.Features(feature={name: tf.train.Feature(int64_list=each) for name, each in lists.items()})
        # A map has no order of its own: without `deterministic` two runs write different bytes.
        serialized: bytes = tf.train.Example(features=features).SerializeToString(deterministic=True)
        return serialized

    content = read_vocabulary(vocabulary)
    end, dtype = content.end_of_text, token_dtype(content.size)
    for source in sources:
        target, records = output / f"{source.stem}.tfrecord", 0
        with contextlib.ExitStack() as stack:
            temporary = stack.enter_context(atomic_name(target))
            writer = stack.enter_context(tf.io.TFRecordWriter(str(temporary)))
            progress = stack.enter_context(bar(f"TFRecord {source.stem}", count_tokens(source, dtype), "token"))
            for page in _pages(source, end, dtype):
                for sequence in _sequences(page, end, options):
                    writer.write(example(sequence))
                    records += 1
                progress.update(len(page) + 1)
        log.info("%s: %d sequences", target, records)


def _pages(source: Path, end: int, dtype: np.dtype[Any]) -> Iterator[Ids]:
    """The ids of each page, without its end of text. In memory: a block, and the page it cuts in two."""
    rest = np.empty(0, dtype)
    with source.open("rb") as file:
        while len(block := np.fromfile(file, dtype, BLOCK)):
            ids = np.concatenate([rest, block])
            *pages, rest = np.split(ids, np.flatnonzero(ids == end) + 1)
            yield from (page[:-1] for page in pages)
    if len(rest):
        raise WikimillError(
            f"{source}: its last page lacks its end of text, id {end}; delete the file and build it again"
        )


def _sequences(page: Ids, end: int, options: TFRecord) -> list[Ids]:
    """A page, with its special tokens, cut into sequences. No sequence is a single id unless the page is.

    One id has nothing to predict, and Texar's loss of it is NaN: where one would be left over, the sequence before it
    gives up its last.
    """
    ids = np.concatenate([[end] * options.bos, page, [end] * options.eos]).astype(page.dtype)
    starts = np.arange(0, len(ids), options.max_seq_length)
    if len(starts) > 1 and len(ids) - starts[-1] == 1:
        starts[-1] -= 1
    return np.split(ids, starts[1:]) if len(ids) else []
