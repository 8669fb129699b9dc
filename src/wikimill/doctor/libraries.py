"""The libraries that train and run models, each imported in its own process: it takes seconds, and may crash."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys

from wikimill.doctor import gpu
from wikimill.doctor.finding import Finding, Findings, ok, problem, warning
from wikimill.doctor.installation import INSTALL

IMPORT_TIMEOUT = 180  # seconds
DEVICE_LISTS = {  # Python expressions: the types of devices that a library sees
    "tensorflow": "[each.device_type for each in library.config.list_physical_devices()]",
    "jax": "[each.platform.upper() for each in library.devices()]",
    "onnxruntime": "[]",
}
ACCELERATORS = {"GPU", "CUDA", "ROCM", "TPU"}
PROBE = "import json, {0} as library; print(json.dumps([library.__version__, {1}]))"
# Otherwise JAX reserves three quarters of a GPU's memory, and TensorFlow prints a banner.
PROBE_ENVIRONMENT = {"XLA_PYTHON_CLIENT_PREALLOCATE": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


def training(backend: str) -> Findings:
    """Keras and its configured backend."""
    if not any_installed():
        found = "Keras, TensorFlow and ONNX Runtime are not installed: this machine can build corpora, but no models"
        yield warning("training", found, INSTALL.format("all"))
        return
    if not _is_installed("keras"):
        yield problem("training", "Keras is not installed", INSTALL.format("all"))
    yield library(backend)


def other_backend(backend: str) -> Findings:
    """The backend that is not configured, if it is installed."""
    other = "jax" if backend == "tensorflow" else "tensorflow"
    if any_installed() and _is_installed(other):
        yield library(other, needed=False)


def sampling() -> Findings:
    """ONNX Runtime, which runs the model to write samples."""
    if any_installed():
        yield library("onnxruntime")


def any_installed() -> bool:
    """Whether some of the libraries are installed."""
    return any(map(_is_installed, ("keras", "tensorflow", "onnxruntime")))


def library(name: str, needed: bool = True) -> Finding:
    """One library; if it is `needed`, a GPU that it does not see is a warning."""
    fix = INSTALL.format("all")
    if not _is_installed(name):
        return problem(name, "not installed", fix)
    try:
        version, devices = probe(name)
    except ImportError as error:
        status = problem if needed else warning
        return status(name, f"cannot be imported: {error}", fix)
    sees = f", sees {', '.join(sorted(devices))}" if devices else ""
    gpus = gpu.query_gpus()
    if needed and devices and gpus.names and not ACCELERATORS & devices:
        fixes = {
            "jax": f'pip install "jax[cuda{gpus.cuda or 12}]=={version}"',
            "tensorflow": f'pip uninstall tensorflow-cpu; pip install "tensorflow[and-cuda]=={version}"',
        }
        return warning(name, f"{version}{sees}, but not the GPU", f"{fixes[name]}; see docs/devices.md")
    return ok(name, f"{version}{sees}")


def probe(name: str) -> tuple[str, set[str]]:
    """Import a library in a new process: its version, and the types of devices that it sees.

    Raises:
        ImportError: how the import failed.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROBE.format(name, DEVICE_LISTS[name])],
            capture_output=True,
            text=True,
            timeout=IMPORT_TIMEOUT,
            check=False,
            env={**os.environ, **PROBE_ENVIRONMENT},
        )
    except subprocess.TimeoutExpired:
        raise ImportError(f"timed out after {IMPORT_TIMEOUT} s") from None
    if done.returncode < 0:  # such as SIGILL, on a CPU without the instructions that it was compiled for
        raise ImportError(f"killed by {signal.Signals(-done.returncode).name}")
    if done.returncode:
        raise ImportError((done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1])
    version, devices = json.loads(done.stdout.splitlines()[-1])
    return version, set(devices)


def _is_installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None
