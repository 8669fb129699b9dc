"""A corpus to describe."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.corpus.builder import write_three_manifests


@pytest.fixture
def three(project: Path) -> None:
    """The corpus of three manifests, which has no card yet."""
    write_three_manifests()
