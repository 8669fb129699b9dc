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

from wikimill.config.training import GGUFType, Train
from wikimill.corpus.tokens.tokenizer_files import ENCODER, MERGES, TOKENIZER
from wikimill.corpus.tokens.vocabulary import Vocabulary, read_vocabulary
from wikimill.errors import WikimillError
from wikimill.model.formats import huggingface, openai
from wikimill.model.weights import Shape, Weights

DISK_FULL = ("No space left", "requested and")  # the latter, without a number, is NumPy's


@dataclass(frozen=True)
class Model:
    """A GPT-2 with its vocabulary."""

    shape: Shape
    weights: Weights
    vocabulary: Vocabulary


def read_shape(folder: Path) -> Shape:
    """The shape of the model in `folder`, which may have both formats.

    Raises:
        WikimillError: no model in a known format.
    """
    shape: Shape = _format(folder).read_shape(folder)
    return shape


def read_model(folder: Path) -> Model:
    """The model in `folder`; if it has both formats, they are of one model.

    Raises:
        WikimillError: no model in a known format, a truncated file, or a vocabulary of another model.
    """
    shape, weights = _format(folder).read(folder)
    vocabulary = read_vocabulary(folder)
    if vocabulary.size != shape.n_vocab:
        raise WikimillError(
            f"{folder}: the model has {shape.n_vocab} tokens, and its vocabulary {vocabulary.size}; take "
            "the files of one model"
        )
    return Model(shape, weights, vocabulary)


def write_model(
    folder: Path, model: Model, tokenizer: Path, formats: Sequence[str], gguf_type: GGUFType = "f32"
) -> None:
    """Write a model into an existing folder.

    Args:
        folder: where to.
        model: what.
        tokenizer: the folder of its vocabulary's files.
        formats: `openai`, `huggingface` and `gguf`, side by side.
        gguf_type: of the matrices in the last.

    Raises:
        OSError: the disk is full.
    """
    with disk_full_errors(folder):
        if "openai" in formats:
            openai.write(folder, model.shape, model.weights)
        if "huggingface" in formats:
            huggingface.write(folder, model.shape, model.weights, model.vocabulary.end_of_text)
        if "gguf" in formats:
            from wikimill.model.formats import gguf

            gguf.write(folder, model.shape, model.weights, model.vocabulary, gguf_type)
    names = {ENCODER: ENCODER, MERGES: MERGES} if "openai" in formats else {}
    if "huggingface" in formats:
        names[TOKENIZER] = TOKENIZER
        if not model.vocabulary.scheme:  # the same by the names that transformers looks for, too
            names |= {"vocab.json": ENCODER, "merges.txt": MERGES}
    for name, source in names.items():
        shutil.copy(tokenizer / source, folder / name)


def check_formats(tokenizer: Path, vocabulary: Vocabulary, options: Train) -> None:
    """Make sure that a model with this vocabulary can be written in all formats that are asked for.

    Raises:
        WikimillError: one that has no place for how texts are split.
    """
    if vocabulary.scheme and (others := [name for name in options.formats if name != "huggingface"]):
        raise WikimillError(
            f"train.formats: {tokenizer} does not split texts as GPT-2 does, which {' and '.join(others)} cannot say; "
            "set train.formats: [huggingface]"
        )


@contextlib.contextmanager
def disk_full_errors(folder: Path) -> Iterator[None]:
    """Raise the usual OSError for a full disk, which libraries report in their own ways."""
    try:
        yield
    except Exception as error:
        if not any(words in str(error) for words in DISK_FULL):
            raise
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder)) from None


def check_vocabulary(tokenizer: Path, base: Path) -> None:
    """Make sure that a corpus is encoded with the vocabulary of the model that training starts from.

    Another vocabulary of the same size would train, on what is noise to the model. This imports no engine.

    Args:
        tokenizer: the folder of the corpus' vocabulary.
        base: the folder of the model, with its own vocabulary.

    Raises:
        WikimillError: another vocabulary, or a model without one.
    """
    ours, theirs = read_vocabulary(tokenizer), read_vocabulary(base)
    if ours == theirs:
        return
    our_tokens, their_tokens = (sorted(each.ids, key=each.ids.__getitem__) for each in (ours, theirs))
    if ours.size != theirs.size:
        reason = f"it has {ours.size} tokens, not {theirs.size}"
    elif our_tokens != their_tokens:
        pairs = enumerate(zip(our_tokens, their_tokens, strict=True))
        reason = next(f"token {number} is {own!r}, not {their!r}" for number, (own, their) in pairs if own != their)
    elif ours.merges != theirs.merges:
        reason = "its merges differ"
    else:
        reason = "it splits texts in another way"
    raise WikimillError(
        f"tokenizer.vocabulary: {tokenizer} is not the vocabulary of the model {base} ({reason}); set "
        f"tokenizer.vocabulary to {base}"
    )


def _format(folder: Path) -> ModuleType:
    if (folder / huggingface.CONFIG).exists():
        return huggingface
    if (folder / openai.HPARAMS).exists():
        return openai
    raise WikimillError(
        f"{folder}: there is no model ({huggingface.CONFIG} with {huggingface.WEIGHTS}, or {openai.HPARAMS} with "
        f"{openai.CHECKPOINT}.*); check the path"
    )
