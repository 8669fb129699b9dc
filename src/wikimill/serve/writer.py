"""The model that is served, as the endpoints need it."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.model.sampling.interactive import stream
from wikimill.model.sampling.load import SamplingModel, load
from wikimill.model.sampling.sampler import StopCriteria

Reason = Literal["stop", "length"]


@dataclass(frozen=True)
class Ending:
    """How a text ended: by itself or a string that ends it, or because it was long enough; and its tokens."""

    reason: Reason
    tokens: int


class Writer(Protocol):
    """What writes texts."""

    @property
    def name(self) -> str:
        """By which clients choose it."""

    @property
    def created(self) -> int:
        """Unix time."""

    @property
    def options(self) -> Generate:
        """What requests do not set."""

    def count_tokens(self, prompt: str) -> int:
        """How many tokens a prompt has."""

    def write(self, prompt: str, options: Generate, index: int, stops: Sequence[str]) -> Generator[str, None, Ending]:
        """What follows a prompt, piece by piece; see `interactive.stream`."""


@dataclass(frozen=True)
class ModelWriter:
    """A trained model."""

    name: str
    model: SamplingModel
    options: Generate
    created: int = field(default_factory=lambda: int(time.time()))

    def count_tokens(self, prompt: str) -> int:
        """See `Writer`."""
        return len(self.model.encode(prompt))

    def write(self, prompt: str, options: Generate, index: int, stops: Sequence[str]) -> Generator[str, None, Ending]:
        """See `Writer`."""
        generated = yield from stream(self.model, self.model.encode(prompt), options, index, stops)
        stop = StopCriteria(self.model, options.length, stops)
        is_cut = len(generated) == options.length and generated[-1] != self.model.end_of_text
        is_cut = is_cut and not stop.is_stopped(self.model.decode(generated))
        return Ending("length" if is_cut else "stop", len(generated))


def load_writer(folder: Path, name: str, options: Generate) -> ModelWriter:
    """Load the model in a folder.

    Raises:
        WikimillError: no model, a damaged one, or settings with which a text cannot be written piece by piece.
    """
    if options.engine == "gpt-2-simple":
        raise WikimillError("generate.engine: gpt-2-simple writes only whole texts; choose another one to serve")
    if options.strategy == "beam":
        raise WikimillError("generate.strategy: beam finds only whole texts; set sample or greedy to serve")
    return ModelWriter(name, load(folder, options.engine), options, int(folder.stat().st_mtime))
