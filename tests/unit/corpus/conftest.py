"""A corpus to encode."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.corpus.builder import TEXTS, keep_duplicates, write_manifest
from wikimill.corpus.pages.pages_table import pages_table


@pytest.fixture
def corpus(project: Path) -> Path:
    """The folder of a corpus of `TEXTS`."""
    write_manifest("m", TEXTS)
    pages_table(["m"], keep_duplicates(val_fraction=0.2), Path("corpus/main"))
    return Path("corpus/main")
