"""Vocabularies of GPT-2's kind: byte-level byte-pair encodings, read in any of `forms`, written in two of them."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from wikimill.corpus import forms
from wikimill.corpus.clean import END_OF_TEXT
from wikimill.errors import WikimillError
from wikimill.files import atomic_folder, read_text

log = logging.getLogger(__name__)

ENCODER, MERGES = forms.OPENAI
[TOKENIZER] = forms.TOKENIZERS


@dataclass(frozen=True)
class Vocabulary:
    """A byte-pair encoding. Ids count from 0; `end_of_text` is the id of `<|endoftext|>`."""

    ids: dict[str, int]
    merges: list[tuple[str, str]]

    @property
    def size(self) -> int:
        """Number of ids."""
        return max(self.ids.values()) + 1

    @property
    def end_of_text(self) -> int:
        """Id of the special token that ends a document."""
        return self.ids[END_OF_TEXT]

    @property
    def digest(self) -> str:
        """Equal digests encode equal texts equally: 64 hex digits."""
        return hashlib.sha256(json.dumps([self.ids, self.merges], sort_keys=True).encode()).hexdigest()

    def tokenizer(self, special: bool) -> Tokenizer:
        """GPT-2's tokenizer with this vocabulary; `special` makes `<|endoftext|>` one token in texts, too."""
        ids = self.ids if special else {token: number for token, number in self.ids.items() if token != END_OF_TEXT}
        tokenizer = Tokenizer(models.BPE(vocab=ids, merges=self.merges))
        _dress(tokenizer)
        if special:
            tokenizer.add_special_tokens([AddedToken(END_OF_TEXT, normalized=False)])
        return tokenizer


def read(folder: Path) -> Vocabulary:
    """The vocabulary in `folder`, in the first of `forms` that is there.

    Raises:
        WikimillError: a file is missing or is not of GPT-2's kind.
    """
    files = forms.files(folder)
    texts = [read_text(file, "vocabulary") for file in files]
    try:
        vocabulary = Vocabulary(*forms.parse(texts))
        if sorted(vocabulary.ids.values()) != list(range(len(vocabulary.ids))):
            raise ValueError("its ids are not 0, 1, 2, …")
        if END_OF_TEXT not in vocabulary.ids:
            raise ValueError(f"it lacks {END_OF_TEXT}")
        vocabulary.tokenizer(special=False)
    except Exception as error:  # tokenizers raises plain Exception for a merge whose parts are no tokens
        names = " and ".join(file.name for file in files)
        raise WikimillError(
            f"{folder}: {names} {'are' if len(files) > 1 else 'is'} no GPT-2 vocabulary ({error}); take a release's own"
        ) from None
    return vocabulary


def train(pages: Path, size: int, output: Path) -> None:
    """Train a vocabulary of `size` tokens on the training split of `pages` and write it into `output`.

    The result depends on the texts alone, not on the number of cores. A corpus in which every word has become one
    token before there are `size` of them gives a smaller vocabulary, as good as any other.
    """
    os.environ["RAYON_NUM_THREADS"] = "1"
    tokenizer = Tokenizer(models.BPE())
    _dress(tokenizer)
    trainer = trainers.BpeTrainer(
        vocab_size=size - 1,  # the last id is end of text, as in GPT-2
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_texts(pages), trainer)
    model = json.loads(tokenizer.to_str())["model"]
    ids = dict(sorted(model["vocab"].items(), key=lambda item: item[1]))
    ids[END_OF_TEXT] = len(ids)
    write(Vocabulary(ids, forms.pairs(model["merges"])), output)
    if len(ids) < size:
        log.warning("%s: %d tokens, not %d: the corpus has no more pairs to merge", output, len(ids), size)


def copy(source: Path, output: Path) -> None:
    """Check the vocabulary in `source` and write it into `output`, with a `tokenizer.json` of the same."""
    write(read(source), output)


def write(vocabulary: Vocabulary, output: Path) -> None:
    """Write the three files into the folder `output`, which appears whole or not at all."""
    with atomic_folder(output) as made:
        (made / ENCODER).write_text(json.dumps(vocabulary.ids), encoding="utf-8")
        lines = ["#version: 0.2", *(" ".join(pair) for pair in vocabulary.merges)]
        (made / MERGES).write_text("\n".join(lines) + "\n", encoding="utf-8")
        vocabulary.tokenizer(special=True).save(str(made / TOKENIZER))


def _dress(tokenizer: Tokenizer) -> None:
    """GPT-2's way of splitting text into words and bytes."""
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)


def _texts(pages: Path) -> Iterator[str]:
    for batch in pq.ParquetFile(pages, pre_buffer=False).iter_batches(columns=["text", "split"], batch_size=512):
        for row in batch.to_pylist():
            if row["split"] == "train":
                yield row["text"]
