"""Vocabularies, which are byte-level byte-pair encodings: trained on a corpus, as GPT-2's is, or given."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow.compute as pc
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

from wikimill.config.model import Tokenizer as Options
from wikimill.corpus.parquet import open_parquet
from wikimill.corpus.tokens.tokenizer_files import (
    ENCODER,
    MERGES,
    TOKENIZER,
    Scheme,
    find_tokenizer_files,
    parse_merges,
    parse_tokenizer_files,
)
from wikimill.errors import WikimillError
from wikimill.files import atomic_folder, read_text
from wikimill.sources.pinned_text import END_OF_TEXT

log = logging.getLogger(__name__)

# What ends a document: GPT-2's (Qwen's, Pythia's and OLMo's, too), Llama 3's, DeepSeek's, and what others have.
ENDS_OF_TEXT = (END_OF_TEXT, "<|end_of_text|>", "<｜end▁of▁sentence｜>", "</s>", "<eos>")
LARGEST_ID = 1 << 24  # of released models the largest is below 2^18; a model has a row of weights for each


@dataclass(frozen=True)
class Vocabulary:
    """A byte-pair encoding. Ids count from 0.

    Args:
        ids: of the tokens. A token is written with a character for each byte, as `pre_tokenizers.ByteLevel` has them.
        merges: pairs of tokens, in their order.
        scheme: how texts are split; None is GPT-2's way.
    """

    ids: dict[str, int]
    merges: list[tuple[str, str]]
    scheme: Scheme | None = None

    @property
    def size(self) -> int:
        """Number of ids."""
        return max(self.ids.values()) + 1

    @property
    def end_of_text(self) -> int:
        """Id of the special token that ends a document."""
        return self.ids[next(token for token in ENDS_OF_TEXT if token in self.special)]

    @property
    def special(self) -> tuple[str, ...]:
        """Tokens that no text has: of others, such as `</s>` in HTML, none can end a document."""
        return self.scheme.special if self.scheme else (END_OF_TEXT,)

    @property
    def added(self) -> frozenset[str]:
        """Tokens that are written as they are in texts."""
        return frozenset((*self.special, *self.scheme.whole) if self.scheme else self.special)

    @property
    def digest(self) -> str:
        """Equal digests encode equal texts equally: 64 hex digits."""
        scheme = [asdict(self.scheme)] if self.scheme else []
        return hashlib.sha256(json.dumps([self.ids, self.merges, *scheme], sort_keys=True).encode()).hexdigest()

    def tokenizer(self, special: bool) -> Tokenizer:
        """The tokenizer of it; `special` makes special tokens such as `<|endoftext|>` one token in texts, too."""
        if self.scheme:
            return self._tokenizer_of_scheme(self.scheme, special)
        ids = self.ids if special else {token: number for token, number in self.ids.items() if token != END_OF_TEXT}
        tokenizer = Tokenizer(models.BPE(vocab=ids, merges=self.merges))
        _configure(tokenizer)
        if special:
            tokenizer.add_special_tokens([AddedToken(END_OF_TEXT, normalized=False)])
        return tokenizer

    def _tokenizer_of_scheme(self, scheme: Scheme, special: bool) -> Tokenizer:
        tokenizer = Tokenizer(models.BPE(vocab=self.ids, merges=self.merges, ignore_merges=scheme.ignores_merges))
        _configure(tokenizer)
        if scheme.normalizes:
            tokenizer.normalizer = normalizers.NFC()
        if scheme.pattern:
            split = pre_tokenizers.Split(Regex(scheme.pattern), "isolated")
            byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
            tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, byte_level])
        tokenizer.add_tokens([AddedToken(token, normalized=False) for token in scheme.whole])
        if special:
            tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in scheme.special])
        return tokenizer


def vocabulary(options: Options, source: Path, output: Path) -> None:
    """Write a vocabulary into the folder `output`: trained on the corpus, or a copy of one that is given.

    Args:
        options: where it comes from, and how many tokens to train.
        source: `pages.parquet` of the corpus, or one of the files of the vocabulary.
        output: the folder.

    Raises:
        WikimillError: a file is missing or is not a byte-level byte-pair encoding.
    """
    if options.vocabulary == "corpus":
        train_vocabulary(source, options.size, output)
    else:
        write_vocabulary(read_vocabulary(source.parent), output)


def train_vocabulary(pages: Path, size: int, output: Path) -> None:
    """Train a vocabulary of `size` tokens on the training split of `pages` and write it into `output`.

    The result depends on the texts alone, not on the number of cores. A corpus in which every word has become one
    token before there are `size` of them gives a smaller vocabulary, as good as any other.
    """
    os.environ["RAYON_NUM_THREADS"] = "1"
    tokenizer = Tokenizer(models.BPE())
    _configure(tokenizer)
    trainer = trainers.BpeTrainer(
        vocab_size=size - 1,  # the last id is end of text, as in GPT-2
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_training_texts(pages), trainer)
    model = json.loads(tokenizer.to_str())["model"]
    ids = dict(sorted(model["vocab"].items(), key=lambda item: item[1]))
    ids[END_OF_TEXT] = len(ids)
    write_vocabulary(Vocabulary(ids, parse_merges(model["merges"])), output)
    if len(ids) < size:
        log.warning("%s: %d tokens, not %d: the corpus has no more pairs to merge", output, len(ids), size)


def read_vocabulary(folder: Path) -> Vocabulary:
    """The vocabulary in `folder`, in the first of the formats that is there.

    Raises:
        WikimillError: a file is missing or is not a byte-level byte-pair encoding.
    """
    files = find_tokenizer_files(folder)
    texts = [read_text(file, "vocabulary") for file in files]
    try:
        read = Vocabulary(*parse_tokenizer_files(texts))
        _check_ids(read)
        if missing := sorted({*pre_tokenizers.ByteLevel.alphabet()} - read.ids.keys()):
            raise ValueError(f"it lacks {len(missing)} of 256 bytes, such as {missing[0]!r}, and texts would lose them")
        _check_merges(read)
        read.tokenizer(special=False)
    except Exception as error:  # tokenizers raises plain Exception for a merge whose parts are not tokens
        names = " and ".join(file.name for file in files)
        raise WikimillError(
            f"{folder}: {names} {'are' if len(files) > 1 else 'is'} not a GPT-2 vocabulary ({error}); take the files "
            "of a release"
        ) from None
    return read


def _check_ids(content: Vocabulary) -> None:
    """Make sure that ids are numbers of one token each, and that one of them ends texts.

    Raises:
        ValueError: they are not.
    """
    numbers = sorted(content.ids.values())
    if content.scheme is None and numbers != list(range(len(numbers))):
        raise ValueError("its ids are not 0, 1, 2, …")
    are_ids = all(type(number) is int and 0 <= number < LARGEST_ID for number in numbers)
    if not are_ids or len({*numbers}) < len(numbers):
        raise ValueError(f"its ids are not different numbers from 0 to {LARGEST_ID - 1:,}")
    if not {*ENDS_OF_TEXT} & {*content.special} & content.ids.keys():
        wanted = f"the special token {' or '.join(ENDS_OF_TEXT)}" if content.scheme else END_OF_TEXT
        raise ValueError(f"it lacks {wanted}")


def _check_merges(content: Vocabulary) -> None:
    """Make sure that every merge is one of tokens, makes one, and is there once; of some others the library panics.

    Raises:
        ValueError: which merge is not.
    """
    tokens = content.ids.keys() - content.added
    for left, right in content.merges:
        if lacking := [token for token in (left, right, left + right) if token not in tokens]:
            raise ValueError(f"its merge {f'{left} {right}'!r} needs {lacking[0]!r}, which is no token of texts")
    if again := next((pair for pair, times in Counter(content.merges).items() if times > 1), None):
        raise ValueError(f"it has the merge {' '.join(again)!r} twice")


def write_vocabulary(content: Vocabulary, output: Path) -> None:
    """Write the files into the folder `output`, which appears whole or not at all; with a scheme it is one file."""
    with atomic_folder(output) as folder:
        content.tokenizer(special=True).save(str(folder / TOKENIZER))
        if content.scheme:
            return
        (folder / ENCODER).write_text(json.dumps(content.ids), encoding="utf-8")
        lines = ["#version: 0.2", *(" ".join(pair) for pair in content.merges)]
        (folder / MERGES).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _configure(tokenizer: Tokenizer) -> None:
    """GPT-2's way of splitting text into words and bytes."""
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)


def _training_texts(pages: Path) -> Iterator[str]:
    with open_parquet(pages, ["text", "split"]) as table:
        for batch in table.iter_batches(512, columns=["text", "split"]):
            yield from batch.filter(pc.equal(batch["split"], "train"))["text"].to_pylist()
