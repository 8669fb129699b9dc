"""`batch_size: auto`: the most samples of one forward pass that fit into memory."""

from __future__ import annotations

import logging
import multiprocessing
import resource
import sys
from collections.abc import Callable

import numpy as np
import psutil

from wikimill.config.model import Train
from wikimill.errors import WikimillError
from wikimill.model import engine
from wikimill.model.engine import OutOfMemoryError
from wikimill.model.weights import Shape, shapes

log = logging.getLogger(__name__)

MEASURED = 2048  # tokens of the smaller batch that is measured
SHARE = 0.8  # of the memory that is free
LARGEST = 1 << 14


def largest(shape: Shape, options: Train, most: int) -> int:
    """The largest batch that fits, at most `most` samples.

    It is tried in a process of its own, whose memory is free again afterwards. An accelerator says when its memory is
    exhausted: the batch is doubled until then. A computer without one would begin to swap, or be killed: there the
    memory of two batches is measured, and that of larger ones follows.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        fits = pool.apply(_measured, (shape, options, min(most, LARGEST)))
    if not fits:
        raise WikimillError(
            "train.batch_size: not even one sample fits; lower sample_length, set rematerialize: true, or choose a "
            "smaller model"
        )
    log.info("batch_size: %d samples of %d tokens fit", fits, options.sample_length)
    return fits


def _measured(shape: Shape, options: Train, most: int) -> int:
    engine.prepare(options)
    weights = {name: np.zeros(size, np.float32) for name, size in shapes(shape).items()}

    def step(size: int) -> None:
        learner = engine.load(shape, weights, options.model_copy(update={"batch_size": size}), [0.0])
        lengths = (options.accumulate_gradients, size, options.sample_length)
        float(learner.step(np.zeros((*lengths[:2], lengths[2] + 1), np.int32), np.ones(lengths, np.float32)))

    if engine.accelerated(options):
        return doubled(step, most)
    free = psutil.virtual_memory().available + psutil.Process().memory_info().rss
    small = max(1, min(most, MEASURED // options.sample_length))
    peaks = []
    for size in (small, 2 * small):
        step(size)
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
    return extrapolated(small, peaks[0], peaks[1], free, most)


def doubled(step: Callable[[int], None], most: int) -> int:
    """The largest size, to an eighth, at which `step` does not exhaust the memory; 0 when 1 does."""
    fits, fails = 0, most + 1
    while fails - fits > max(1, fits // 8):
        size = min(2 * fits or 1, most) if fails > most else (fits + fails) // 2
        try:
            step(size)
        except OutOfMemoryError:
            fails = size
        else:
            fits = size
    return fits


def extrapolated(small: int, one: int, two: int, free: int, most: int) -> int:
    """The largest batch whose memory, which grows with its size, stays below `SHARE` of what is free.

    Args:
        small: samples of the first measured batch; the second had twice as many.
        one: bytes that it took.
        two: bytes that the second took.
        free: bytes that there are.
        most: samples there are.
    """
    each = max((two - one) / small, 1)
    room = SHARE * free - (one - each * small)
    return max(0, min(most, int(room / each)))
