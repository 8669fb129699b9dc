"""A model in a folder, whichever format it has."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from wikimill.corpus.tokens.tokenizer_files import ENCODER, MERGES, TOKENIZER
from wikimill.corpus.tokens.vocabulary import Vocabulary, read_vocabulary
from wikimill.errors import WikimillError
from wikimill.model.formats import huggingface, openai
from wikimill.model.weights import Shape, Weights


@dataclass(frozen=True)
class Model:
    """A GPT-2 with its vocabulary."""

    shape: Shape
    weights: Weights
    vocabulary: Vocabulary


def read_shape(folder: Path) -> Shape:
    """The shape of the model in `folder`, which may hold both formats.

    Raises:
        WikimillError: no model of a known format.
    """
    shape: Shape = _format(folder).read_shape(folder)
    return shape


def read(folder: Path) -> Model:
    """The model in `folder`, which may hold both formats: they are of one model.

    Raises:
        WikimillError: no model of a known format, a file that is cut, or a vocabulary of another model.
    """
    shape, weights = _format(folder).read(folder)
    words = read_vocabulary(folder)
    if words.size != shape.n_vocab:
        raise WikimillError(
            f"{folder}: the model has {shape.n_vocab} tokens, and its vocabulary {words.size}; take "
            "the files of one model"
        )
    return Model(shape, weights, words)


def write(folder: Path, model: Model, tokenizer: Path, formats: Sequence[str]) -> None:
    """Write a model into an existing folder.

    Args:
        folder: where to.
        model: what.
        tokenizer: the folder of its vocabulary's files.
        formats: `openai` and `huggingface`, side by side.

    Raises:
        OSError: the disk is full.
    """
    with full_disk(folder):
        if "openai" in formats:
            openai.write(folder, model.shape, model.weights)
        if "huggingface" in formats:
            huggingface.write(folder, model.shape, model.weights, model.vocabulary.end_of_text)
    names = {ENCODER: ENCODER, MERGES: MERGES} if "openai" in formats else {}
    if "huggingface" in formats:  # the same files under the names that transformers looks for
        names |= {"vocab.json": ENCODER, "merges.txt": MERGES, TOKENIZER: TOKENIZER}
    for name, source in names.items():
        shutil.copy(tokenizer / source, folder / name)


@contextlib.contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """Libraries say in their own ways that the disk is full."""
    try:
        yield
    except Exception as error:
        if "No space left" not in str(error):
            raise
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder)) from None


def _format(folder: Path) -> ModuleType:
    if (folder / huggingface.CONFIG).exists():
        return huggingface
    if (folder / openai.HPARAMS).exists():
        return openai
    raise WikimillError(
        f"{folder}: there is no model ({huggingface.CONFIG} with {huggingface.WEIGHTS}, or {openai.HPARAMS} with "
        f"{openai.CHECKPOINT}.*); check the path"
    )
