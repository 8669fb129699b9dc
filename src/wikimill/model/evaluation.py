"""What an evaluation tells, for programs and for people."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from wikimill.files import write_text
from wikimill.model.texts import Text

LARGEST = 700.0  # nats whose exponential is a number


@dataclass(frozen=True)
class Evaluation:
    """What one model makes of one text. docs/evaluation.md defines the numbers.

    Args:
        model: its folder.
        weights_sha256: as `weights.digest`, whichever format they are in.
        text: its file.
        text_sha256: of that file.
        tokens: of the text, each of which was predicted once.
        words: of it, between white space.
        bytes: of it, in UTF-8.
        context: tokens that the model saw at once, at most.
        stride: tokens from one window to the next.
        loss: mean, in nats a token.
        perplexity: per token.
        word_perplexity: per word; None when it is no number, as for text without spaces.
        bits_per_byte: loss of the whole text, in bits, over its bytes.
    """

    model: str
    weights_sha256: str
    text: str
    text_sha256: str
    tokens: int
    words: int
    bytes: int
    context: int
    stride: int
    loss: float
    perplexity: float | None
    word_perplexity: float | None
    bits_per_byte: float

    @classmethod
    def of(cls, model: str, weights: str, text: Text, context: int, stride: int, nats: float) -> Evaluation:
        """The numbers that follow from the loss of the whole text, in nats."""
        loss = nats / len(text.tokens)
        return cls(
            model,
            weights,
            text.source,
            text.sha256,
            len(text.tokens),
            text.words,
            text.size,
            context,
            stride,
            loss,
            _perplexity(loss),
            _perplexity(nats / text.words) if text.words else None,
            nats / math.log(2) / text.size,
        )


def write(path: Path, split: str, results: Mapping[str, Evaluation | None]) -> None:
    """Write the results, by name, as JSON."""
    named = {name: result and asdict(result) for name, result in results.items()}
    write_text(path, json.dumps({"split": split, **named}, indent=2) + "\n")


def as_json(result: Evaluation) -> str:
    """One result."""
    return json.dumps(asdict(result), indent=2)


def table(results: Mapping[str, Evaluation]) -> str:
    """The results of one text, by name, as a person reads them."""
    one = next(iter(results.values()))
    width = max(map(len, results))
    lines = [
        f"{one.text}: {one.tokens} tokens, {one.words} words, {one.bytes} bytes; context {one.context}, stride "
        f"{one.stride}",
        f"{'':{width}}  nats a token  perplexity a token  perplexity a word  bits a byte",
    ]
    for name, result in results.items():
        perplexities = f"{_shown(result.perplexity):>18}  {_shown(result.word_perplexity):>17}"
        lines.append(f"{name:{width}}  {result.loss:12.4f}  {perplexities}  {result.bits_per_byte:11.4f}")
    return "\n".join(lines)


def _perplexity(nats: float) -> float | None:
    return math.exp(nats) if nats < LARGEST else None


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}" if value < 1e6 else f"{value:.2e}"
