"""The interface of an engine, the library that trains and samples."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from wikimill.config.model import Train
from wikimill.corpus import vocabulary as vocabularies
from wikimill.errors import WikimillError


class Engine(Protocol):
    """A library that trains and samples."""

    def train(self, corpus: Path, base: Path | None, options: Train, output: Path) -> None:
        """Train a model.

        Args:
            corpus: the folder with `train.bin`, `val.bin` and `tokenizer/`.
            base: the folder of the checkpoint to start from; None trains from scratch.
            options: see the configuration's section `train`.
            output: the folder that gets `model/` and `log.csv`.
        """


def load(name: str) -> Engine:
    """The engine that `train.engine` names."""
    assert name == "gpt-2-simple", name
    from wikimill.model.gpt2simple import GPT2Simple

    return GPT2Simple()


def check_vocabulary(corpus: Path, base: Path) -> None:
    """See that the corpus is encoded by the vocabulary of the model that training starts from.

    Another vocabulary of the same size would train, from what is noise to the model. This needs no engine.

    Args:
        corpus: the folder that holds `tokenizer/`.
        base: the folder of the model, with its `encoder.json` and `vocab.bpe`.

    Raises:
        WikimillError: another vocabulary, or a model without one.
    """
    ours, theirs = vocabularies.read(corpus / "tokenizer"), vocabularies.read(base)
    if ours == theirs:
        return
    own_tokens, their_tokens = (sorted(words.ids, key=words.ids.__getitem__) for words in (ours, theirs))
    if ours.size != theirs.size:
        differs = f"it has {ours.size} tokens, not {theirs.size}"
    elif own_tokens != their_tokens:
        pairs = enumerate(zip(own_tokens, their_tokens, strict=True))
        differs = next(f"token {number} is {own!r}, not {their!r}" for number, (own, their) in pairs if own != their)
    else:
        differs = "its merges are others"
    raise WikimillError(
        f"tokenizer.vocabulary: {corpus / 'tokenizer'} is not the vocabulary of the model {base} ({differs}); set "
        f"tokenizer.vocabulary to {base}"
    )
