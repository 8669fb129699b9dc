"""How well a network foretells tokens."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wikimill.model.sampling.decoder import Decoder, Network
from wikimill.model.windows import total_loss

WINDOWS = 4  # of a context each: 4,096 tokens tell 1 % apart, in seconds


def part(path: Path, context: int) -> npt.NDArray[np.uint16]:
    """The first tokens of a `.bin` file, as many as a comparison needs."""
    return np.fromfile(path, "<u2", count=WINDOWS * context)


def of(network: Network, ids: npt.NDArray[np.uint16]) -> float:
    """The perplexity of a text: e to the mean loss in nats a token, of all but the first.

    Args:
        network: exact or of 8 bits.
        ids: two tokens at least.
    """
    context = network.shape.n_ctx
    return math.exp(total_loss(_Scored(network), ids[1:], int(ids[0]), context, context, 1) / (len(ids) - 1))


class _Scored:
    """A network as `total_loss` asks it: a window at a time."""

    def __init__(self, network: Network) -> None:
        self.decoder = Decoder(network, 1, network.shape.n_ctx)

    def losses(self, tokens: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
        """See `windows.Predictor`; of one window."""
        (window,) = tokens
        logits = self.decoder.score(window[:-1].tolist()).astype(np.float64)
        logits -= logits.max(axis=1, keepdims=True)
        right = logits[np.arange(len(window) - 1), window[1:]]
        losses: npt.NDArray[np.float64] = np.log(np.exp(logits).sum(axis=1)) - right
        return losses[None]
