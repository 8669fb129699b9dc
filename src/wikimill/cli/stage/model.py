"""The stage `model`: released models, training, evaluation and sampling."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikimill.cli.options import FILE
from wikimill.cli.settings import stage_settings
from wikimill.cli.stage.command import BASE, OUTPUT, RUN_CONFIG, stage_command

if TYPE_CHECKING:
    from wikimill.config.model import Config


@stage_command("released_model 124M --output cache/models/124M")
@click.argument("name")
@OUTPUT
def released_model(name: str, output: Path) -> None:
    """Download a released GPT-2."""
    from wikimill.model import released

    released.released_model(name, output)


@stage_command(f"train corpus/main --base cache/models/124M {RUN_CONFIG} --output out/main")
@click.argument("corpus", type=FILE)
@BASE
@OUTPUT
@stage_settings
def train(corpus: Path, base: Path | None, output: Path, config: Config) -> None:
    """Train a model on the encoded corpus.

    After a kill, calling it again resumes from the last checkpoint. docs/devices.md calls it by hand.
    """
    from wikimill.model import train

    train.train(corpus, base, config.train, output)


@stage_command(f"evaluate corpus/main/val.bin out/main/model {RUN_CONFIG} --output out/main/evaluation.json")
@click.argument("ids", type=FILE)
@click.argument("model", type=FILE)
@BASE
@OUTPUT
@stage_settings
def evaluate(ids: Path, model: Path, base: Path | None, output: Path, config: Config) -> None:
    """Evaluate the model, and the one that training started from, on held-out pages."""
    from wikimill.model import evaluate

    results = evaluate.evaluate(ids, model, base, config.evaluate, config.train.backend, output)
    click.echo(evaluate.evaluation_table({name: result for name, result in results.items() if result}))


@stage_command(f"generate out/main {RUN_CONFIG} --held-out corpus/main/val.bin")
@click.argument("output", type=FILE)
@click.argument("test_ids", type=FILE, required=False)
@click.option("--held-out", type=FILE, help="Token ids on which a model with 8 bits is compared with float32.")
@stage_settings
def generate(output: Path, test_ids: Path | None, held_out: Path | None, config: Config) -> None:
    """Write samples of the model in the folder OUTPUT, and continue test pages, the TEST_IDS, if given."""
    from wikimill.model.sampling import generate

    generate.generate(output, config.generate, held_out, test_ids)
