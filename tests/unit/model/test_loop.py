"""The validation set of the training loop."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from wikimill.corpus.tokens.token_file import token_dtype
from wikimill.model.loop import read_validation_set

LENGTH = 9


def test_a_validation_set_is_looked_at_evenly(tmp_path: Path) -> None:
    np.arange(1000, dtype="<u2").tofile(tmp_path / "train.bin")
    chosen = read_validation_set(tmp_path / "train.bin", token_dtype(1 << 16), LENGTH, 5, 2, None)
    assert chosen.tokens[:, 0].tolist() == [0, 243, 495, 738, 990]
    everything = read_validation_set(tmp_path / "train.bin", token_dtype(1 << 16), LENGTH, 10**6, 2, None)
    assert len(everything.tokens) == 999 // LENGTH
