"""How well a network foretells tokens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from wikimill.model.sampling.decoder import Decoder, Network

WINDOWS = 4  # of a context each: 4,096 tokens tell 1 % apart, in seconds


def part(path: Path, context: int) -> npt.NDArray[np.uint16]:
    """The first tokens of a `.bin` file, as many as a comparison needs."""
    return np.fromfile(path, "<u2", count=WINDOWS * context)


def of(network: Network, ids: npt.NDArray[np.uint16]) -> float:
    """The perplexity of a text: e to the mean loss in nats a token.

    The text is cut into windows of a context; a window's first token is not foretold.

    Args:
        network: exact or of 8 bits.
        ids: two tokens at least.
    """
    context = network.shape.n_ctx
    decoder = Decoder(network, 1, context)
    losses: list[npt.NDArray[np.float64]] = []
    for start in range(0, len(ids) - 1, context):
        window = ids[start : start + context].astype(np.int64)
        if len(window) < 2:
            continue
        logits = decoder.score(window[:-1].tolist()).astype(np.float64)
        logits -= logits.max(axis=1, keepdims=True)
        right = logits[np.arange(len(window) - 1), window[1:]]
        losses.append(np.log(np.exp(logits).sum(axis=1)) - right)
    return float(np.exp(np.concatenate(losses).mean()))
