"""Drawing texts: which token comes next, when a text ends, and many texts side by side.

Everything is done row by row, so that a sample does not depend on its batch. Of 50,257 logits the largest `FIRST` are
found by partition, and all are sorted only if the share `top_p` is more than those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.model.sampling.decoder import Decoder, Logits
from wikimill.model.sampling.load import SamplingModel

FIRST = 2048
MAX_ATTEMPTS = 100  # at one text: a model that ends nine of ten at once fails here once in 30,000 texts
Row = npt.NDArray[np.float32]


@dataclass(frozen=True)
class SamplingParams:
    """How tokens are drawn; see the configuration's section `generate`."""

    strategy: Literal["sample", "greedy", "beam"]
    temperature: float
    top_k: int
    top_p: float
    repetition_penalty: float = 1.0

    @classmethod
    def from_options(cls, options: Generate) -> SamplingParams:
        """Those of the configuration."""
        return cls(options.strategy, options.temperature, options.top_k, options.top_p, options.repetition_penalty)


def sample_rng(seed: int, index: int, attempt: int) -> np.random.Generator:
    """The source of a sample's uniform numbers, one a token: a function of these three alone.

    Args:
        seed: `generate.seed`.
        index: number of the sample, from 0.
        attempt: how often this sample was started before, and ended without any text.
    """
    return np.random.Generator(np.random.Philox(key=[seed, index], counter=[0, 0, 0, attempt]))


def sample_token(logits: Row, params: SamplingParams, rng: np.random.Generator, text: Sequence[int]) -> int:
    """The id of the next token.

    Args:
        logits: float32 [n_vocab].
        params: first the penalty and `top_k`, then `top_p` of what is left;
            tokens as likely as the last one kept are kept, too.
        rng: one number is drawn, none for the likeliest token.
        text: the tokens so far, those of the prompt included.
    """
    if params.repetition_penalty != 1:
        logits = penalize(logits, text, params.repetition_penalty)
    if params.strategy == "greedy":
        return int(logits.argmax())
    ids, weights = candidates(logits, params)
    sums = np.cumsum(weights, dtype=np.float64)
    position = int(np.searchsorted(sums, rng.random() * sums[-1], side="right"))
    position = min(position, len(sums) - 1)
    return position if ids is None else int(ids[position])


def penalize(logits: Row, text: Sequence[int], penalty: float) -> Row:
    """Logits in which the tokens of a text are less likely (Keskar et al. 2019, arXiv:1909.05858), as in transformers.

    Theirs are divided by the penalty where they are positive, and multiplied by it where they are not.
    """
    ids = np.unique(np.asarray(text, np.intp))
    penalized = logits.copy()
    penalized[ids] = np.where(logits[ids] > 0, logits[ids] / penalty, logits[ids] * penalty)
    return penalized


def candidates(logits: Row, params: SamplingParams) -> tuple[npt.NDArray[np.intp] | None, Row]:
    """The ids that may be drawn, sorted (None for all), and their weights, which need not add up to 1."""
    scaled = logits - logits.max()
    scaled /= np.float32(params.temperature)
    ids = None
    if 0 < params.top_k < len(scaled):
        position = len(scaled) - params.top_k
        ids = np.flatnonzero(scaled >= np.partition(scaled, position)[position])
        scaled = scaled[ids]
    weights = np.exp(scaled)
    if params.top_p < 1:
        nucleus = np.flatnonzero(weights >= _threshold(weights, params.top_p))
        ids, weights = nucleus if ids is None else ids[nucleus], weights[nucleus]
    return ids, weights


def _threshold(weights: Row, share: float) -> np.float32:
    """The smallest weight of the likeliest tokens that make up this share of the sum."""
    needed = share * float(weights.sum(dtype=np.float64))
    first = len(weights) - FIRST
    for largest in (np.partition(weights, first)[first:] if first > 0 else weights, weights):
        ordered = np.sort(largest)[::-1]
        sums = np.cumsum(ordered, dtype=np.float64)
        if sums[-1] >= needed or len(ordered) == len(weights):
            break
    return np.float32(ordered[min(int(np.searchsorted(sums, needed)), len(ordered) - 1)])


@dataclass
class GeneratedText:
    """A text that grows token by token.

    Args:
        index: its number among the samples.
        prompt: its first tokens.
        seed: of all samples.
        attempt: how often it was started before.
        generated: the tokens after the prompt.
    """

    index: int
    prompt: list[int]
    seed: int
    attempt: int = 0
    generated: list[int] = field(default_factory=list)
    rng: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self.rng = sample_rng(self.seed, self.index, self.attempt)

    @property
    def ids(self) -> list[int]:
        """All tokens."""
        return self.prompt + self.generated

    def restart(self) -> None:
        """Start again, with other random numbers.

        Raises:
            WikimillError: that was done too often.
        """
        self.attempt += 1
        if self.attempt == MAX_ATTEMPTS:
            raise WikimillError(
                f"sample {self.index}: the model ended the text {MAX_ATTEMPTS} times before it wrote anything; train "
                "it longer, or use another prompt or a higher temperature"
            )
        self.generated.clear()
        self.rng = sample_rng(self.seed, self.index, self.attempt)


@dataclass(frozen=True)
class StopCriteria:
    """When a text ends, and what of it is kept.

    Args:
        model: whose end of text ends it.
        length: tokens, at most.
        stops: strings that end it, and are left out; none is empty.
    """

    model: SamplingModel
    length: int
    stops: Sequence[str]

    @classmethod
    def from_options(cls, model: SamplingModel, options: Generate) -> StopCriteria:
        """Those of the configuration."""
        return cls(model, options.length, [options.truncate] if options.truncate else [])

    def is_met(self, generated: list[int]) -> bool:
        """Whether the text ends with these tokens."""
        if generated[-1] == self.model.end_of_text or len(generated) == self.length:
            return True
        return bool(self.stops) and self.is_stopped(self.model.decode(generated))

    def is_stopped(self, text: str) -> bool:
        """Whether one of the strings that end it is in a text."""
        return any(stop in text for stop in self.stops)

    def decode(self, generated: list[int]) -> str:
        """The text of these tokens, without what ended it."""
        if generated and generated[-1] == self.model.end_of_text:
            generated = generated[:-1]
        text = self.model.decode(generated)
        return text[: min((text.index(stop) for stop in self.stops if stop in text), default=len(text))]


class BatchSampler:
    """Texts in the first rows of a decoder; when one ends, the next takes its row.

    One more row has the latest prompt, which is read once for all its texts.
    """

    def __init__(
        self, model: SamplingModel, params: SamplingParams, stop: StopCriteria, rows: int, capacity: int
    ) -> None:
        self.params = params
        self.stop = stop
        self.rows = rows
        self.decoder = Decoder(model.network, rows + 1, capacity)
        self.active: list[GeneratedText] = []
        self.prompt: list[int] = []
        self.after_prompt: Logits | None = None

    def run(self, texts: Sequence[GeneratedText]) -> Iterator[tuple[GeneratedText, str]]:
        """Each text with what was generated, in the order in which they end."""
        waiting = list(reversed(texts))
        while waiting or self.active:
            while waiting and len(self.active) < self.rows:
                self.active.append(waiting.pop())
                yield from self._start(len(self.active) - 1)
            if not self.active:
                continue
            logits = self.decoder.append([text.ids for text in self.active])
            for row in reversed(range(len(self.active))):  # the last row, done before, replaces a text that has ended
                text = self.active[row]
                text.generated.append(sample_token(logits[row], self.params, text.rng, text.ids))
                yield from self._end(row)

    def _start(self, row: int) -> Iterator[tuple[GeneratedText, str]]:
        """Put the prompt of a text into its row, and draw the token after it."""
        text = self.active[row]
        if self.after_prompt is None or text.prompt != self.prompt:
            self.prompt, self.after_prompt = text.prompt, self.decoder.read(self.rows, text.prompt)
        self.decoder.copy(self.rows, row)
        text.generated.append(sample_token(self.after_prompt, self.params, text.rng, text.ids))
        yield from self._end(row)

    def _end(self, row: int) -> Iterator[tuple[GeneratedText, str]]:
        """Take a text out of its row if it has ended; one without any text starts again."""
        text = self.active[row]
        if not self.stop.is_met(text.generated):
            return
        written = self.stop.decode(text.generated)
        if not written.strip() and self.params.strategy == "sample":
            text.restart()
            yield from self._start(row)
            return
        last = len(self.active) - 1
        if row != last:
            self.decoder.copy(last, row)
            self.active[row] = self.active[last]
        self.active.pop()
        yield text, written
