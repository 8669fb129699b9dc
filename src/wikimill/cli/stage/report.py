"""The commands of the stage `report`."""

from __future__ import annotations

from pathlib import Path

import click

from wikimill.cli.options import FILE
from wikimill.cli.stage.command import MANIFESTS, OUTPUT, current_recipe, options, parse_options, stage


@stage(
    "memorization", "memorization out/main/samples.jsonl corpus/main/pages.parquet --output out/main/memorization.json"
)
@click.argument("samples", type=FILE)
@click.argument("pages", type=FILE)
@OUTPUT
def memorization(samples: Path, pages: Path, output: Path) -> None:
    """Measure how much SAMPLES share with the PAGES of a corpus."""
    from wikimill.model.samples import read
    from wikimill.report.memorization import measured, write

    write(output, measured(read(samples), pages))


@stage("report", "report demo --options '{}' --corpus corpus/main --output out/main")
@MANIFESTS
@options("What decides a run")
@click.option("--corpus", type=FILE, required=True, help="The folder of the corpus.")
@OUTPUT
def report(manifests: tuple[str, ...], options: str, corpus: Path, output: Path) -> None:
    """Write the page about the run in the folder OUTPUT."""
    from wikimill.report import page

    inputs = page.Inputs(corpus, output, manifests)
    page.write(inputs, parse_options(page.Options, options), current_recipe())
