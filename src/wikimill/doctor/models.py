"""The libraries of the model half, each imported in a process of its own: they take seconds, and may crash."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass

from wikimill.doctor import gpu
from wikimill.doctor.finding import Finding, Findings, ok, problem, warning
from wikimill.doctor.program import INSTALL

PATIENCE = 180  # seconds that an import may take
DEVICES = {
    "tensorflow": "[each.device_type for each in library.config.list_physical_devices()]",
    "jax": "[each.platform.upper() for each in library.devices()]",
    "onnxruntime": "[]",
}
ACCELERATORS = {"GPU", "CUDA", "ROCM", "TPU"}
PROBE = "import json, {0} as library; print(json.dumps([library.__version__, {1}]))"
# JAX takes three quarters of a GPU's memory otherwise; TensorFlow greets.
QUIETLY = {"XLA_PYTHON_CLIENT_PREALLOCATE": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


@dataclass(frozen=True)
class Library:
    """What the import of a library tells: its version and the kinds of devices it sees; or how it failed."""

    version: str = ""
    devices: tuple[str, ...] = ()
    failure: str = ""


def training(backend: str) -> Findings:
    """Keras and what it computes with; `backend` is the configuration's."""
    if not has_half():
        found = "Keras, TensorFlow and ONNX Runtime are not installed: this machine makes corpora, and no models"
        yield warning("training", found, INSTALL.format("all"))
        return
    if not _is_there("keras"):
        yield problem("training", "Keras is not installed", INSTALL.format("all"))
    yield library(backend)


def other_backend(backend: str) -> Findings:
    """The backend that the configuration does not choose, if it is installed."""
    other = "jax" if backend == "tensorflow" else "tensorflow"
    if has_half() and _is_there(other):
        yield library(other, needed=False)


def sampling() -> Findings:
    """ONNX Runtime, which writes samples."""
    if has_half():
        yield library("onnxruntime")


def has_half() -> bool:
    """Whether the model half is installed, if not whole."""
    return any(map(_is_there, ("keras", "tensorflow", "onnxruntime")))


def library(name: str, needed: bool = True) -> Finding:
    """One library; a GPU that it leaves idle is a warning when it is `needed`."""
    mend = INSTALL.format("all")
    if not _is_there(name):
        return problem(name, "it is not installed", mend)
    found = probe(name)
    if found.failure:
        say = problem if needed else warning
        return say(name, f"it cannot be imported: {found.failure}", mend)
    sees = f", sees {', '.join(sorted(set(found.devices)))}" if found.devices else ""
    present = gpu.query()
    if needed and found.devices and present.names and not ACCELERATORS.intersection(found.devices):
        how = {
            "jax": f'pip install "jax[cuda{present.cuda or 12}]=={found.version}"',
            "tensorflow": f'pip uninstall tensorflow-cpu; pip install "tensorflow[and-cuda]=={found.version}"',
        }
        return warning(name, f"{found.version}{sees}, and not the GPU", f"{how[name]}; docs/devices.md")
    return ok(name, f"{found.version}{sees}")


def probe(name: str) -> Library:
    """Import a library in another process."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROBE.format(name, DEVICES[name])],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            env={**os.environ, **QUIETLY},
        )
    except subprocess.TimeoutExpired:
        return Library(failure=f"it takes more than {PATIENCE} s")
    if done.returncode < 0:  # such as SIGILL, on a CPU without the instructions that it was compiled for
        return Library(failure=f"it dies of {signal.Signals(-done.returncode).name}")
    if done.returncode:
        return Library(failure=(done.stderr.strip().splitlines() or [f"it exits with {done.returncode}"])[-1])
    version, devices = json.loads(done.stdout.splitlines()[-1])
    return Library(version, tuple(devices))


def _is_there(name: str) -> bool:
    return importlib.util.find_spec(name) is not None
