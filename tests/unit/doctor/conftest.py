"""Fixtures of the doctor's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.doctor.helpers import fake_nvidia_smi, make_project


@pytest.fixture
def project_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """See `make_project`."""
    return make_project(tmp_path, monkeypatch)


@pytest.fixture
def nvidia_smi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """See `fake_nvidia_smi`."""
    yield from fake_nvidia_smi(tmp_path / "bin", monkeypatch)
