"""One text, handed out while it is written."""

from __future__ import annotations

from collections.abc import Iterator

from wikimill.config.training import Generate
from wikimill.model.sampling import window
from wikimill.model.sampling.choosing import choose
from wikimill.model.sampling.decoder import Decoder
from wikimill.model.sampling.generation import choice_of, written
from wikimill.model.sampling.opening import Model
from wikimill.model.sampling.text import End, Text

PARTIAL = "\ufffd"  # what bytes that are no whole character decode to


def stream(model: Model, beginning: list[int], options: Generate, index: int) -> Iterator[str]:
    """The text that sample `index` of these settings is, in pieces of whole characters.

    Args:
        model: what writes.
        beginning: token ids, at least one.
        options: a beam hands its text out at once, when it is found.
        index: number of the sample, from 0.
    """
    if options.strategy == "beam":
        yield written(model, [beginning], options)[0]
        return
    decoder = Decoder(model.network, 1, window.room(len(beginning), options.length, model.network.shape.n_ctx))
    text = Text(index, beginning, options.seed)
    end = End(model, options.length, options.truncate)
    shown = 0
    logits = window.read(decoder, 0, beginning)
    while True:
        text.made.append(choose(logits, choice_of(options), text.chance))
        over = end.reached(text.made)
        kept = end.kept(text.made)
        if over and not kept.strip() and options.strategy == "sample":
            text.again()
            logits = window.read(decoder, 0, beginning)  # beyond the context its place was taken
            continue
        # A text of white space may yet begin anew, an end may be the beginning of `truncate`, or of a character.
        ready = len(kept) if over else _whole(kept, options.truncate)
        if over or kept.strip():
            yield kept[shown:ready]
            shown = max(shown, ready)
        if over:
            return
        logits = window.step(decoder, [text.ids])[0]


def _whole(text: str, truncate: str) -> int:
    """How many characters of a text that goes on will stay."""
    sure = len(text.rstrip(PARTIAL))
    for size in range(min(len(truncate) - 1, len(text)), 0, -1):
        if text.endswith(truncate[:size]):
            return min(sure, len(text) - size)
    return sure
