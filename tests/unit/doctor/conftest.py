"""Fixtures of the doctor's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.doctor.helpers import make_project, make_stubs, script
from wikimill.doctor import gpu


@pytest.fixture
def project_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """See `make_project`."""
    return make_project(tmp_path, monkeypatch)


@pytest.fixture
def stub_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """See `make_stubs`."""
    return make_stubs(tmp_path / "stubs", monkeypatch)


@pytest.fixture
def nvidia_smi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Installs an `nvidia-smi` with this text; before that there is none on the PATH."""
    folder = tmp_path / "bin"

    def install(text: str) -> None:
        script(folder, "nvidia-smi", text)
        gpu.query_gpus.cache_clear()

    gpu.query_gpus.cache_clear()
    monkeypatch.setenv("PATH", f"{folder}")
    yield install
    gpu.query_gpus.cache_clear()
