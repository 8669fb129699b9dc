"""The interface of an engine, the library that trains and samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wikimill.config.model import Generate, Train


@dataclass(frozen=True)
class Sample:
    """A generated text, its prompt included, and the settings that made it."""

    prompt: str
    text: str
    seed: int
    temperature: float
    top_k: int
    top_p: float
    checkpoint: str


class Engine(Protocol):
    """A library that trains and samples."""

    def train(self, corpus: Path, base: Path | None, options: Train, output: Path) -> None:
        """Train a model.

        Args:
            corpus: the folder with `train.bin`, `val.bin` and `tokenizer/`.
            base: the folder of the checkpoint to start from; None trains from scratch.
            options: see the configuration's section `train`.
            output: the folder that gets `model/` and `log.csv`.
        """

    def generate(self, model: Path, options: Generate) -> Iterator[Sample]:
        """Sample from the model in the folder `model`, `options.nsamples` times."""


def load(name: str) -> Engine:
    """The engine that `train.engine` names."""
    assert name == "gpt-2-simple", name
    from wikimill.model.gpt2simple import GPT2Simple

    return GPT2Simple()
