"""What fuzzing found, read once more: each input is read or refused, within seconds."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from tests.fuzz.targets import CORPUS, MOST_BYTES, MOST_FILES, TARGETS
from tests.soak.cpu_limit import cpu_limit

FOLDER = Path(__file__).parent
INPUTS = sorted(CORPUS.glob("*/*"))
SECONDS = 10.0


@pytest.mark.slow
@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_an_input_is_read_or_refused(path: Path) -> None:
    target = importlib.import_module(f"tests.fuzz.targets.{path.parent.name}")
    with cpu_limit(SECONDS):
        target.check(path.read_bytes())


def test_every_target_has_a_module_a_dictionary_and_a_small_corpus() -> None:
    assert {path.stem for path in (FOLDER / "targets").glob("[a-z]*.py")} == set(TARGETS)
    assert {path.stem for path in (FOLDER / "dictionaries").iterdir()} == set(TARGETS)
    for name in TARGETS:
        sizes = [path.stat().st_size for path in INPUTS if path.parent.name == name]
        assert 10 <= len(sizes) <= MOST_FILES
        assert sum(sizes) <= MOST_BYTES
