"""Texts longer than the context.

When a row is full, the newer half of its tokens is read again from position 0 and the text goes on. The more is kept,
the sooner it must be read again: half is one token read for each written, three quarters would be three. What comes
next is a function of the text alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from wikimill.model.sampling.decoder import Decoder, Logits


def newest(ids: Sequence[int], context: int) -> Sequence[int]:
    """The tokens that count: all that fit, else the newer half of a context."""
    return ids if len(ids) <= context else ids[-max(context // 2, 1) :]


def read(decoder: Decoder, row: int, ids: Sequence[int]) -> Logits:
    """Begin a row with a text of any length; what follows it, float32 [n_vocab]."""
    return decoder.read(row, newest(ids, decoder.network.shape.n_ctx))


def step(decoder: Decoder, texts: Sequence[Sequence[int]]) -> Logits:
    """Append the last token of each text to its row, the first rows; float32 [rows, n_vocab].

    All but that token stands in the row; a row without room for it is read again.
    """
    context = decoder.network.shape.n_ctx
    for row, text in enumerate(texts):
        if decoder.lengths[row] == context:
            half = newest(text, context)[:-1]
            decoder.lengths[row] = 0
            if half:
                decoder.read(row, half)
    return decoder.step([text[-1] for text in texts])


def room(longest: int, length: int, context: int) -> int:
    """Tokens that a row must hold for texts of `length` tokens after a beginning of at most `longest`."""
    return min(longest + length, context)
