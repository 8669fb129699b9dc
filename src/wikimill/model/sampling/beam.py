"""Beam search: of many texts side by side, the likeliest.

The likelihood of a text is the mean log-probability of its tokens, end of text included: the sum, which every token
lowers, would prefer the shortest. Temperature, top_k and top_p belong to drawing and have no effect here.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wikimill.model.sampling.decoder import Decoder, Logits
from wikimill.model.sampling.load import SamplingModel

Hypothesis = tuple[float, list[int]]  # score, tokens


def beam_search(model: SamplingModel, prompt: list[int], length: int, beams: int) -> list[int]:
    """The likeliest text after a prompt, as far as `beams` texts side by side can tell.

    Args:
        model: what predicts.
        prompt: one token at least.
        length: tokens of the text, at most.
        beams: how many partial texts are kept at each length.
    """
    decoder = Decoder(model.network, beams, len(prompt) + length)
    active: list[Hypothesis] = [(0.0, [])]
    ended: list[Hypothesis] = []
    logits = decoder.read(0, prompt)[None]
    for size in range(1, length + 1):
        # Of twice as many as are kept, at most one in `beams` ends: enough go on.
        best = _best(active, logits, 2 * beams)
        ended += [(total / size, ids) for total, _, ids in best if ids[-1] == model.end_of_text or size == length]
        ended = sorted(ended, key=lambda each: -each[0])[:beams]
        unfinished = [each for each in best if each[2][-1] != model.end_of_text][:beams]
        # Log-probabilities are at most 0, so no text can do better than its sum divided by the greatest length.
        if size == length or (len(ended) == beams and ended[-1][0] >= unfinished[0][0] / length):
            break
        decoder.reorder([row for _, row, _ in unfinished])
        active = [(total, ids) for total, _, ids in unfinished]
        logits = decoder.append([prompt + ids for _, ids in active])
    return ended[0][1]


def _best(active: list[Hypothesis], logits: Logits, limit: int) -> list[tuple[float, int, list[int]]]:
    """The likeliest continuations by one token: sum of log-probabilities, row, tokens."""
    totals: npt.NDArray[np.float64] = logits.astype(np.float64)
    totals -= totals.max(axis=1, keepdims=True)
    totals -= np.log(np.exp(totals).sum(axis=1, keepdims=True))
    totals += np.array([total for total, _ in active])[:, None]
    flat = totals.ravel()
    limit = min(limit, len(flat))
    indexes = np.argpartition(-flat, limit - 1)[:limit]
    indexes = indexes[np.lexsort((indexes, -flat[indexes]))]
    size = logits.shape[1]
    return [(float(flat[i]), int(i // size), [*active[i // size][1], int(i % size)]) for i in indexes]
