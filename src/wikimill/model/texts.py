"""Texts that a model is evaluated on: their tokens, and what their words and bytes are counted by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from wikimill.corpus.pages.cleaning import SEPARATOR, split_pages
from wikimill.corpus.tokens.encode import Encoder
from wikimill.corpus.tokens.vocabulary import Vocabulary
from wikimill.errors import WikimillError
from wikimill.files import read_text, sha256
from wikimill.model.data import Tokens, read_tokens
from wikimill.model.vocabulary import check_vocabulary


@dataclass(frozen=True)
class Text:
    """A text as a model sees it.

    Args:
        source: where it comes from, for people.
        sha256: of its file.
        tokens: ids, [n] uint16, end of text among them.
        words: between white space, as `pages.parquet` counts them; end of text is none.
        size: bytes in UTF-8, end of text not counted.
    """

    source: str
    sha256: str
    tokens: Tokens
    words: int
    size: int


def read(path: Path, words: Vocabulary, model: Path) -> Text:
    """The text in a file: of token ids when it is a `.bin`, else of UTF-8.

    Args:
        path: the file; a folder `tokenizer` beside a `.bin` is the vocabulary that made it.
        words: the model's vocabulary.
        model: the folder of the model.

    Raises:
        WikimillError: no such file, no text in it, not UTF-8, or ids of another vocabulary.
    """
    if path.suffix != ".bin":
        return of(read_text(path, "text"), str(path), words)
    if not path.is_file():
        raise WikimillError(f"{path}: there is no such file of token ids; check the name")
    if (path.parent / "tokenizer").is_dir():
        check_vocabulary(path.parent / "tokenizer", model)
    ids: Tokens = read_tokens(path)[:]
    if len(ids) and int(ids.max()) >= words.size:
        raise WikimillError(
            f"{path}: it has the id {ids.max()}, and the model {model} {words.size} tokens; take ids of its vocabulary"
        )
    tokenizer = words.tokenizer(special=False)
    parts = np.split(ids, np.flatnonzero(ids == words.end_of_text) + 1)
    decoded = (tokenizer.decode(part[part != words.end_of_text].tolist()) for part in parts)
    return _text(str(path), sha256(path), ids, decoded)


def of(text: str, source: str, words: Vocabulary) -> Text:
    """A text as it stands, or, where it has lines `<|endoftext|>` as `train.txt` has, pages that each end with it.

    Raises:
        WikimillError: there is nothing in it.
    """
    parts = split_pages(text)
    ids, _, _ = Encoder(words).encode(pa.array(parts, pa.large_string()), [None] * len(parts))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return _text(source, digest, ids if SEPARATOR.search(text) else ids[:-1], parts)


def _text(source: str, sha256: str, tokens: Tokens, pages: Iterable[str]) -> Text:
    counts = [(len(page.split()), len(page.encode())) for page in pages]
    size = sum(count for _, count in counts)
    if not size:
        raise WikimillError(f"{source}: there is no text in it; name another, or add pages to the corpus")
    return Text(source, sha256, tokens, sum(count for count, _ in counts), size)
