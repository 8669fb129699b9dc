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
from wikimill.model.backends import distributed, hardware
from wikimill.model.backends.learner import OutOfMemoryError
from wikimill.model.backends.select import load_learner, prepare, resolve_precision
from wikimill.model.weights import Shape, weight_shapes

log = logging.getLogger(__name__)

MEASURED_TOKENS = 2048  # of the smaller batch whose memory is measured
MEMORY_SHARE = 0.8  # of the free memory
MAX_SAMPLES = 1 << 14


def find_batch_size(shape: Shape, options: Train, samples: int) -> int:
    """The largest batch that all devices of all processes share evenly: the first process measures for all.

    Args:
        shape: of the model.
        options: the configuration's section `train`.
        samples: of the training set; a batch has no more.
    """
    if options.backend != "jax":
        return _find_local(shape, options, samples)[0]
    size, local_devices = distributed.broadcast("batch_size", lambda: _find_local(shape, options, samples))
    devices = hardware.device_count()
    per_device = size // local_devices
    log.info("batch_size: %d samples, %d for each of %d devices", per_device * devices, per_device, devices)
    return per_device * devices


def _find_local(shape: Shape, options: Train, samples: int) -> tuple[int, int]:
    """The largest batch that fits on the devices of this machine, at most `samples`, and the number of those devices.

    It is tried in a child process, which frees its memory when it ends. An accelerator says when its memory is
    exhausted: the batch is doubled until then. A computer without one would begin to swap, or the process would be
    killed: there the memory of two batches is measured, and that of larger ones follows.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        size, devices = pool.apply(_measure, (shape, options, min(samples, MAX_SAMPLES)))
    if not size:
        raise WikimillError(
            "train.batch_size: not even one sample fits; lower sample_length, set rematerialize: true, or choose a "
            "smaller model"
        )
    log.info("batch_size: %d samples of %d tokens fit", size, options.sample_length)
    return size, devices


def _measure(shape: Shape, options: Train, samples: int) -> tuple[int, int]:
    prepare(options)
    devices = hardware.device_count() if options.backend == "jax" else 1
    options = options.model_copy(update={"precision": resolve_precision(options)})
    limit = max(1, samples // devices)  # from here on, samples of one device
    weights = {name: np.zeros(size, np.float32) for name, size in weight_shapes(shape).items()}

    def step(per_device: int) -> None:
        size = per_device * devices
        learner = load_learner(shape, weights, options.model_copy(update={"batch_size": size}), [0.0])
        lengths = (options.accumulate_gradients, size, options.sample_length)
        float(learner.step(np.zeros((*lengths[:2], lengths[2] + 1), np.int32), np.ones(lengths, np.float32)))

    if hardware.has_accelerator(options.backend):
        return double_until_full(step, limit) * devices, devices
    free = psutil.virtual_memory().available + psutil.Process().memory_info().rss
    small = max(1, min(limit, MEASURED_TOKENS // (options.sample_length * devices)))
    peaks = []
    for size in (small, 2 * small):
        step(size)
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
    return extrapolate(small, peaks[0], peaks[1], free, limit) * devices, devices


def double_until_full(step: Callable[[int], None], limit: int) -> int:
    """The largest size, to within an eighth, at which `step` does not exhaust the memory; 0 when 1 already does."""
    fits, fails = 0, limit + 1
    while fails - fits > max(1, fits // 8):
        size = min(2 * fits or 1, limit) if fails > limit else (fits + fails) // 2
        try:
            step(size)
        except OutOfMemoryError:
            fails = size
        else:
            fits = size
    return fits


def extrapolate(small: int, small_peak: int, double_peak: int, free: int, limit: int) -> int:
    """The largest batch whose memory, which grows linearly with its size, stays below `MEMORY_SHARE` of the free one.

    Args:
        small: samples of the first measured batch; the second had twice as many.
        small_peak: bytes that the first took.
        double_peak: bytes that the second took.
        free: bytes of free memory.
        limit: samples, at most.
    """
    per_sample = max((double_peak - small_peak) / small, 1)
    available = MEMORY_SHARE * free - (small_peak - per_sample * small)
    return max(0, min(limit, int(available / per_sample)))
