"""The stage `model`: released models, training, evaluation and sampling."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikimill.cli.options import FILE
from wikimill.cli.settings import stage_settings
from wikimill.cli.stage.command import BASE, OUTPUT, stage_command

if TYPE_CHECKING:
    from wikimill.config.model import Config

CONFIG = "--config out/main/config.resolved.yaml"


@stage_command("released_model 124M --output cache/models/124M")
@click.argument("name")
@OUTPUT
def released_model(name: str, output: Path) -> None:
    """Download a released GPT-2."""
    from wikimill.model.released import download

    download(name, output)


@stage_command(f"train corpus/main --base cache/models/124M {CONFIG} --output out/main")
@click.argument("corpus", type=FILE)
@BASE
@OUTPUT
@stage_settings
def train(corpus: Path, base: Path | None, output: Path, config: Config) -> None:
    """Train a model on the encoded corpus.

    Killed, it goes on from its last checkpoint when it is called again. docs/devices.md calls it by hand.
    """
    from wikimill.model.train import train as trained

    trained(corpus, base, config.train, output)


@stage_command(f"evaluate corpus/main/val.bin out/main/model {CONFIG} --output out/main/evaluation.json")
@click.argument("ids", type=FILE)
@click.argument("model", type=FILE)
@BASE
@OUTPUT
@stage_settings
def evaluate(ids: Path, model: Path, base: Path | None, output: Path, config: Config) -> None:
    """Measure the model on held-out pages, and the model that training started from."""
    from wikimill.model import evaluation
    from wikimill.model.evaluate import compare

    results = compare(ids, model, base, config.evaluate, config.train.backend)
    evaluation.write(output, ids.stem, results)
    click.echo(evaluation.table({name: result for name, result in results.items() if result}))


@stage_command(f"generate out/main {CONFIG} --held-out corpus/main/val.bin")
@click.argument("output", type=FILE)
@click.option("--held-out", type=FILE, help="Token ids to compare a model of 8 bits on.")
@stage_settings
def generate(output: Path, held_out: Path | None, config: Config) -> None:
    """Write samples of the model in the folder OUTPUT."""
    from wikimill.model.samples import write
    from wikimill.model.sampling.generation import generate as generated
    from wikimill.model.sampling.opening import place

    options = config.generate
    write(output, generated(place(output, options.checkpoint), options, held_out))


@stage_command(f"test_samples out/main corpus/main/test.bin {CONFIG}")
@click.argument("output", type=FILE)
@click.argument("ids", type=FILE)
@stage_settings
def test_samples(output: Path, ids: Path, config: Config) -> None:
    """Continue test pages, the IDS, by the model in OUTPUT."""
    from wikimill.model.sampling.continuations import write
    from wikimill.model.sampling.opening import place

    options = config.generate
    write(place(output, options.checkpoint), ids, options, output / "test_samples.tsv")
