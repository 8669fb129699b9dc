"""`wikimill evaluate`: a trained model on any text."""

from __future__ import annotations

from pathlib import Path

import click

from wikimill.cli import parameters
from wikimill.cli.command import Command
from wikimill.cli.settings import settings

EXAMPLES = [
    ("wikimill evaluate text.txt", "how well the model predicts a text"),
    ("wikimill evaluate --step 500 - < text.txt", "the same by a saved step, from standard input"),
    ("wikimill evaluate --json corpus/main/val.bin", "the held-out pages, for a program"),
]


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("file", type=parameters.FILE, default="-")
@parameters.run
@parameters.step
@click.option("--stride", type=click.IntRange(1), help="Tokens from one window to the next.")
@click.option("--context", type=click.IntRange(1), help="Tokens of a window.")
@parameters.as_json("Print the numbers as one JSON object.")
def evaluate(
    file: Path, run: str | None, step: int | None, stride: int | None, context: int | None, as_json: bool
) -> None:
    """Print how well a trained model predicts a text.

    Loss, perplexity and bits a byte; docs/evaluation.md says how they are measured. FILE is UTF-8 text or, as a .bin,
    token ids; without one, or with -, text is read from standard input.
    """
    from wikimill.corpus import vocabulary
    from wikimill.model import evaluation, texts
    from wikimill.model.evaluate import evaluate as evaluated
    from wikimill.model.sampling.opening import place

    config = settings()
    folder = place(Path("out") / (run or config.run), step or "model")
    given = {name: value for name, value in (("stride", stride), ("context", context)) if value}
    words = vocabulary.read(folder)
    if str(file) == "-":
        text = texts.of(parameters.standard_input(), "standard input", words)
    else:
        text = texts.read(file, words, folder)
    result = evaluated(folder, text, config.evaluate.model_copy(update=given), config.train.backend)
    click.echo(evaluation.as_json(result) if as_json else evaluation.table({str(folder): result}))
