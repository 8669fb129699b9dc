"""Fixtures of the end-to-end tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clone import Clone


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """A clean clone."""
    return Clone.make(tmp_path / "wikimill")
