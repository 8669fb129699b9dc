"""What the machine has, and what follows from it for training."""

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
    # TensorFlow itself leaves oneDNN off on CPUs without AVX-512; on those it is a third faster, too.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    logging.getLogger("jax").setLevel(logging.WARNING)  # it tells of each kind of device that is not there
    with _silence():
        importlib.import_module(backend)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """TensorFlow greets on standard error, by its descriptor, whatever its log level."""
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def accelerated(backend: str) -> bool:
    """Whether there is a GPU or TPU that the backend sees. TensorFlow is told to take memory as it needs it."""
    if backend == "jax":
        import jax

        return str(jax.default_backend()) != "cpu"
    import tensorflow as tf

    devices = tf.config.list_physical_devices("GPU")
    for device in devices:
        tf.config.experimental.set_memory_growth(device, True)
    return len(devices) > 0


def devices() -> int:
    """How many devices share a batch, those of all processes, with JAX."""
    import jax

    return int(jax.device_count())


def check_shares(options: Train) -> None:
    """Refuse a batch that the devices cannot share evenly, and tell of devices that the backend leaves idle.

    Raises:
        WikimillError: there would be a rest.
    """
    if options.backend == "tensorflow":
        import tensorflow as tf

        present = len(tf.config.list_physical_devices("GPU"))
        if present > 1:
            log.info("1 of %d GPUs is used; train.backend: jax uses all", present)
    elif int(options.batch_size) % devices():
        raise WikimillError(
            f"train.batch_size: {options.batch_size} samples cannot be shared evenly by {devices()} devices; choose a "
            "multiple"
        )


def precision(backend: str) -> str:
    """The faster one of `float32` and `bfloat16`."""
    return "bfloat16" if _has_bfloat16(backend) else "float32"


def _has_bfloat16(backend: str) -> bool:
    if not accelerated(backend):
        flags = Path("/proc/cpuinfo")
        known = flags.read_text().split() if flags.exists() else []
        return backend == "tensorflow" and bool({"avx512_bf16", "amx_bf16"}.intersection(known))
    if backend == "jax":
        import jax

        device = jax.devices()[0]
        return device.platform == "tpu" or float(getattr(device, "compute_capability", 0)) >= AMPERE
    import tensorflow as tf

    details = tf.config.experimental.get_device_details(tf.config.list_physical_devices("GPU")[0])
    return bool(details.get("compute_capability", (0,))[0] >= AMPERE)
