"""Whether a corpus is encoded by a model's vocabulary."""

from __future__ import annotations

from pathlib import Path

from wikimill.corpus.tokens.vocabulary import read_vocabulary
from wikimill.errors import WikimillError


def check_vocabulary(tokenizer: Path, base: Path) -> None:
    """See that the corpus is encoded by the vocabulary of the model that training starts from.

    Another vocabulary of the same size would train, from what is noise to the model. This needs no engine.

    Args:
        tokenizer: the folder of the corpus' vocabulary.
        base: the folder of the model, which holds its own.

    Raises:
        WikimillError: another vocabulary, or a model without one.
    """
    ours, theirs = read_vocabulary(tokenizer), read_vocabulary(base)
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
        f"tokenizer.vocabulary: {tokenizer} is not the vocabulary of the model {base} ({differs}); set "
        f"tokenizer.vocabulary to {base}"
    )
