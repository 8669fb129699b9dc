"""What the machine has, and what follows from it for training. Libraries are imported when they are asked."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from wikimill.config.training import Train
from wikimill.errors import WikimillError

log = logging.getLogger(__name__)

AMPERE = 8  # the first generation of GPUs with bfloat16, by NVIDIA's compute capability


def prepare(backend: str) -> None:
    """Choose Keras' backend, and import it."""
    os.environ["KERAS_BACKEND"] = backend
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    # TensorFlow itself leaves oneDNN off on CPUs without AVX-512; it is a third faster there, too.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    logging.getLogger("jax").setLevel(logging.WARNING)  # it logs each kind of device that is not there
    with _silence_stderr():
        importlib.import_module(backend)


@contextlib.contextmanager
def _silence_stderr() -> Iterator[None]:
    """TensorFlow prints a banner to standard error, by its descriptor, whatever its log level."""
    saved = os.dup(2)
    try:
        with Path(os.devnull).open("w", encoding="utf-8") as devnull:
            os.dup2(devnull.fileno(), 2)
            yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


def has_accelerator(backend: str) -> bool:
    """Whether the backend sees a GPU or TPU. TensorFlow is told to take memory as it needs it."""
    if backend == "jax":
        import jax

        return str(jax.default_backend()) != "cpu"
    import tensorflow as tf

    devices = tf.config.list_physical_devices("GPU")
    for device in devices:
        tf.config.experimental.set_memory_growth(device, True)
    return len(devices) > 0


def describe(backend: str) -> str:
    """What the backend computes on, as a class: `2 CPU cores`, `8 x NVIDIA H100`. No name of a machine is in it."""
    names: list[str] = []
    if has_accelerator(backend) and backend == "jax":
        import jax

        names = [str(device.device_kind) for device in jax.devices()]
    elif has_accelerator(backend):
        import tensorflow as tf

        devices = tf.config.list_physical_devices("GPU")[:1]  # the only one that is used
        names = [str(tf.config.experimental.get_device_details(each).get("device_name", "GPU")) for each in devices]
    if names:
        return ", ".join(f"{names.count(name)} x {name}" for name in dict.fromkeys(names))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} CPU cores"


def device_count() -> int:
    """How many devices share a batch with JAX, over all processes."""
    import jax

    return int(jax.device_count())


def check_batch_split(options: Train) -> None:
    """Refuse a batch that the devices cannot share evenly, and log GPUs that the backend leaves idle.

    Raises:
        WikimillError: the number of devices does not divide the batch.
    """
    if options.backend == "tensorflow":
        import tensorflow as tf

        gpus = len(tf.config.list_physical_devices("GPU"))
        if gpus > 1:
            log.info("1 of %d GPUs is used; train.backend: jax uses all", gpus)
    elif int(options.batch_size) % device_count():
        raise WikimillError(
            f"train.batch_size: {options.batch_size} samples cannot be shared evenly by {device_count()} devices; "
            "choose a multiple"
        )


def fastest_precision(backend: str) -> str:
    """The faster one of `float32` and `bfloat16`."""
    return "bfloat16" if _has_bfloat16(backend) else "float32"


def _has_bfloat16(backend: str) -> bool:
    if not has_accelerator(backend):
        cpuinfo = Path("/proc/cpuinfo")
        flags = cpuinfo.read_text(encoding="utf-8").split() if cpuinfo.exists() else []
        return backend == "tensorflow" and bool({"avx512_bf16", "amx_bf16"}.intersection(flags))
    if backend == "jax":
        import jax

        device = jax.devices()[0]
        return device.platform == "tpu" or float(getattr(device, "compute_capability", 0)) >= AMPERE
    import tensorflow as tf

    details = tf.config.experimental.get_device_details(tf.config.list_physical_devices("GPU")[0])
    return bool(details.get("compute_capability", (0,))[0] >= AMPERE)
