"""What the doctor reports about the libraries of models."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.doctor.helpers import single, write
from wikimill.doctor import libraries


def test_libraries_of_models(stub_libraries: Path, nvidia_smi: Callable[[str], None]) -> None:
    assert single(libraries.training("tensorflow")) == ("ok", "1.2, sees CPU", "")
    assert single(libraries.other_backend("tensorflow")) == ("ok", "1.2, sees CPU", "")
    assert single(libraries.sampling()) == ("ok", "1.2", "")
    nvidia_smi("echo '580.82.07, NVIDIA H200, 143771 MiB'")
    assert single(libraries.training("jax")) == (
        "warning",
        "1.2, sees CPU, but not the GPU",
        'pip install "jax[cuda13]==1.2"; see docs/devices.md',
    )
    assert single(libraries.other_backend("jax"))[0] == "ok"


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("import nope_nope", "ModuleNotFoundError: No module named 'nope_nope'"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGILL)", "killed by SIGILL"),
    ],
)
def test_a_library_that_cannot_be_imported(stub_libraries: Path, text: str, failure: str) -> None:
    write(stub_libraries / "tensorflow.py", text)
    status, found, fix = single(libraries.training("tensorflow"))
    assert (status, found) == ("problem", f"cannot be imported: {failure}")
    assert fix == "python -m pip install --require-hashes --no-deps -r requirements/all.txt"
    assert single(libraries.other_backend("jax"))[0] == "warning"
