"""The cache that these tests use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wikimill.fetch.cache import RevisionCache


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[RevisionCache]:
    with RevisionCache(tmp_path) as cache:
        yield cache
