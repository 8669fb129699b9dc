"""The commands of the stage `model`."""

from __future__ import annotations

from pathlib import Path

import click

from wikimill.cli.options import FILE
from wikimill.cli.settings import settings
from wikimill.cli.stage.command import BASE, OUTPUT, options, parse_options, stage


@stage("released_model", "download 124M --output cache/models/124M")
@click.argument("name")
@OUTPUT
def download(name: str, output: Path) -> None:
    """Download a released GPT-2."""
    from wikimill.model.released import download as downloaded

    downloaded(name, output)


@stage("train", "train corpus/main --base cache/models/124M --options '{\"steps\": 1000}' --output out/main")
@click.argument("corpus", type=FILE)
@options("Section `train`")
@BASE
@OUTPUT
def train(corpus: Path, options: str, base: Path | None, output: Path) -> None:
    """Train a model on the encoded corpus.

    Killed, it goes on from its last checkpoint when it is called again. docs/devices.md calls it by hand.
    """
    from wikimill.config.training import Train
    from wikimill.model.train import train as trained

    trained(corpus, base, parse_options(Train, options), output)


@stage(
    "evaluate", "evaluation corpus/main/val.bin out/main/model --context 0 --stride 0 --output out/main/evaluation.json"
)
@click.argument("ids", type=FILE)
@click.argument("model", type=FILE)
@BASE
@click.option("--context", type=int, required=True, help="Tokens of a window; 0 is the whole context.")
@click.option("--stride", type=int, required=True, help="Tokens from one to the next; 0 is half of it.")
@OUTPUT
def evaluation(ids: Path, model: Path, base: Path | None, context: int, stride: int, output: Path) -> None:
    """Measure the model on held-out pages.

    The one that training started from is measured, too.
    """
    from wikimill.model import evaluation as evaluations
    from wikimill.model.evaluate import compare

    config = settings()
    options = config.evaluate.model_copy(update={"context": context, "stride": stride})
    results = compare(ids, model, base, options, config.train.backend)
    evaluations.write(output, ids.stem, results)
    click.echo(evaluations.table({name: result for name, result in results.items() if result}))


@stage("generate", "generate out/main --options '{\"nsamples\": 20}' --held-out corpus/main/val.bin")
@click.argument("output", type=FILE)
@options("Section `generate`")
@click.option("--held-out", type=FILE, help="Token ids to compare a model of 8 bits on.")
def generate(output: Path, options: str, held_out: Path | None) -> None:
    """Write samples of the model in the folder OUTPUT."""
    from wikimill.config.training import Generate
    from wikimill.model.samples import write
    from wikimill.model.sampling.generation import generate as generated
    from wikimill.model.sampling.opening import place

    chosen = parse_options(Generate, options)
    write(output, generated(place(output, chosen.checkpoint), chosen, held_out))


@stage("test_samples", "test-samples out/main corpus/main/test.bin --options '{}'", "test-samples")
@click.argument("output", type=FILE)
@click.argument("ids", type=FILE)
@options("Section `generate`")
def test_samples(output: Path, ids: Path, options: str) -> None:
    """Continue test pages, the IDS, by the model in OUTPUT."""
    from wikimill.config.training import Generate
    from wikimill.model.sampling.continuations import write
    from wikimill.model.sampling.opening import place

    chosen = parse_options(Generate, options)
    write(place(output, chosen.checkpoint), ids, chosen, output / "test_samples.tsv")
