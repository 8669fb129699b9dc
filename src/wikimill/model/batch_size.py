"""`batch_size: auto`: the most samples of one forward pass that fit into memory."""

from __future__ import annotations

import logging
import multiprocessing
import resource
import sys
from collections.abc import Callable

import numpy as np
import psutil

from wikimill.config.training import Train
from wikimill.errors import WikimillError
from wikimill.model import engine
from wikimill.model.engine import OutOfMemoryError
from wikimill.model.weights import Shape, shapes

log = logging.getLogger(__name__)

MEASURED = 2048  # tokens of the smaller batch that is measured
SHARE = 0.8  # of the memory that is free
LARGEST = 1 << 14


def shared(shape: Shape, options: Train, most: int) -> int:
    """The largest batch that all devices of all processes share evenly: the first process measures for all.

    Args:
        shape: of the model.
        options: the configuration's section `train`.
        most: samples there are.
    """
    if options.backend != "jax":
        return largest(shape, options, most)[0]
    from wikimill.model.keras_engine import exchange, hardware

    size, devices = exchange.shared("batch_size", lambda: largest(shape, options, most))
    number = hardware.devices()
    each = size // devices
    log.info("batch_size: %d samples, %d for each of %d devices", each * number, each, number)
    return each * number


def largest(shape: Shape, options: Train, most: int) -> tuple[int, int]:
    """The largest batch that fits on the devices of this machine, at most `most` samples, and those devices' number.

    It is tried in a process of its own, whose memory is free again afterwards. An accelerator says when its memory is
    exhausted: the batch is doubled until then. A computer without one would begin to swap, or be killed: there the
    memory of two batches is measured, and that of larger ones follows.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        fits, devices = pool.apply(_measured, (shape, options, min(most, LARGEST)))
    if not fits:
        raise WikimillError(
            "train.batch_size: not even one sample fits; lower sample_length, set rematerialize: true, or choose a "
            "smaller model"
        )
    log.info("batch_size: %d samples of %d tokens fit", fits, options.sample_length)
    return fits, devices


def _measured(shape: Shape, options: Train, most: int) -> tuple[int, int]:
    engine.prepare(options)
    devices = _devices(options)
    options = options.model_copy(update={"precision": engine.precision(options)})
    most = max(1, most // devices)  # from here on, samples of one device
    weights = {name: np.zeros(size, np.float32) for name, size in shapes(shape).items()}

    def step(each: int) -> None:
        size = each * devices
        learner = engine.load(shape, weights, options.model_copy(update={"batch_size": size}), [0.0])
        lengths = (options.accumulate_gradients, size, options.sample_length)
        float(learner.step(np.zeros((*lengths[:2], lengths[2] + 1), np.int32), np.ones(lengths, np.float32)))

    if engine.accelerated(options):
        return doubled(step, most) * devices, devices
    free = psutil.virtual_memory().available + psutil.Process().memory_info().rss
    small = max(1, min(most, MEASURED // (options.sample_length * devices)))
    peaks = []
    for size in (small, 2 * small):
        step(size)
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
    return extrapolated(small, peaks[0], peaks[1], free, most) * devices, devices


def _devices(options: Train) -> int:
    if options.backend != "jax":
        return 1
    from wikimill.model.keras_engine import hardware

    return hardware.devices()


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
