"""The targets: a module for each kind of input, with a function `check` of the bytes of one.

It raises where the input finds a defect, and returns where it is read or refused.
"""

from __future__ import annotations

from pathlib import Path

TARGETS = ("preprocessor", "titles", "dump", "yaml", "safetensors", "vocabulary")
CORPUS = Path(__file__).parents[1] / "corpus"
MOST_FILES, MOST_BYTES = 50, 50_000  # of a target's corpus
