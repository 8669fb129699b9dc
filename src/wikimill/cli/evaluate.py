"""`wikimill evaluate`: how well a trained model predicts any text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikimill.cli import options
from wikimill.cli.command import Command
from wikimill.cli.settings import project_settings

if TYPE_CHECKING:
    from wikimill.config.model import Config

EXAMPLES = [
    ("wikimill evaluate text.txt", "how well the model predicts a text"),
    ("wikimill evaluate --step 500 - < text.txt", "the same by a checkpoint, from standard input"),
    ("wikimill evaluate --json corpus/main/val.bin", "the held-out pages, for a program"),
]


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("file", type=options.FILE, default="-")
@options.run_option
@options.step_option
@click.option("--stride", type=click.IntRange(1), help="Tokens from the start of one window to the next.")
@click.option("--context", type=click.IntRange(1), help="Tokens in a window.")
@options.json_option("Print the numbers as one JSON object.")
@project_settings
def evaluate(
    file: Path,
    run: str | None,
    step: int | None,
    stride: int | None,
    context: int | None,
    as_json: bool,
    config: Config,
) -> None:
    """Print how well a trained model predicts a text.

    It prints loss, perplexity and bits per byte; docs/evaluation.md says how they are measured. FILE is UTF-8 text,
    or token ids if its name ends in .bin; without one, or with -, text is read from standard input.
    """
    from wikimill.corpus.tokens.vocabulary import read_vocabulary
    from wikimill.model.evaluate import encode_evaluation_text, evaluate_model, evaluation_table, read_evaluation_text
    from wikimill.model.sampling.load import model_folder

    folder = model_folder(Path("out") / (run or config.run), step or "model")
    overrides = {name: value for name, value in (("stride", stride), ("context", context)) if value}
    vocabulary = read_vocabulary(folder)
    if str(file) == "-":
        text = encode_evaluation_text(options.read_stdin(), "standard input", vocabulary)
    else:
        text = read_evaluation_text(file, vocabulary, folder)
    result = evaluate_model(folder, text, config.evaluate.model_copy(update=overrides), config.train.backend)
    click.echo(result.to_json() if as_json else evaluation_table({str(folder): result}))
