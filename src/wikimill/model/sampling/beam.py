"""Beam search: of many texts kept side by side, the likeliest.

The likelihood of a text is the mean log-probability of its tokens, end of text included: the sum, of which each token
takes away, would prefer the shortest. Temperature, top_k and top_p are of drawing and change nothing here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wikimill.model.sampling import window
from wikimill.model.sampling.decoder import Decoder, Logits
from wikimill.model.sampling.opening import Model

Found = tuple[float, list[int]]


def search(model: Model, prompt: list[int], length: int, beams: int) -> list[int]:
    """The likeliest text after a prompt, as far as `beams` texts side by side tell.

    Args:
        model: what foretells.
        prompt: one token at least.
        length: tokens of the text, at most.
        beams: how many beginnings are kept at each length.
    """
    room = window.room(len(prompt), length, model.network.shape.n_ctx)
    decoder = Decoder(model.network, beams, room)
    live: list[Found] = [(0.0, [])]
    ended: list[Found] = []
    logits = window.read(decoder, 0, prompt)[None]
    for made in range(1, length + 1):
        # Of twice as many as are kept, at most one in `beams` ends: enough go on.
        found = _best(live, logits, 2 * beams)
        ended += [(total / made, ids) for total, _, ids in found if ids[-1] == model.end_of_text or made == length]
        ended = sorted(ended, key=lambda each: -each[0])[:beams]
        going = [each for each in found if each[2][-1] != model.end_of_text][:beams]
        # Log-probabilities are at most 0, so no text can do better than its sum over the greatest length.
        if made == length or (len(ended) == beams and ended[-1][0] >= going[0][0] / length):
            break
        decoder.take([row for _, row, _ in going])
        live = [(total, ids) for total, _, ids in going]
        logits = window.step(decoder, [prompt + ids for _, ids in live])
    return ended[0][1]


def _best(live: list[Found], logits: Logits, most: int) -> list[tuple[float, int, list[int]]]:
    """The likeliest continuations by one token: sum of log-probabilities, row, tokens."""
    totals: npt.NDArray[np.float64] = logits.astype(np.float64)
    totals -= totals.max(axis=1, keepdims=True)
    totals -= np.log(np.exp(totals).sum(axis=1, keepdims=True))
    totals += np.array([total for total, _ in live])[:, None]
    flat = totals.ravel()
    most = min(most, len(flat))
    places = np.argpartition(-flat, most - 1)[:most]
    places = places[np.lexsort((places, -flat[places]))]
    size = logits.shape[1]
    return [(float(flat[place]), int(place // size), [*live[place // size][1], int(place % size)]) for place in places]
