"""The stage `report`: how much of the samples is copied, the model's card, and one page about all of a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikimill.cli.options import FILE
from wikimill.cli.settings import stage_settings
from wikimill.cli.stage.command import MANIFESTS, OUTPUT, RUN_CONFIG, stage_command

if TYPE_CHECKING:
    from wikimill.config.model import Config


@stage_command("memorization out/main/samples.jsonl corpus/main/pages.parquet --output out/main/memorization.json")
@click.argument("samples", type=FILE)
@click.argument("pages", type=FILE)
@OUTPUT
def memorization(samples: Path, pages: Path, output: Path) -> None:
    """Measure how much SAMPLES share with the PAGES of a corpus."""
    from wikimill.report import memorization

    memorization.memorization(samples, pages, output)


CORPUS = click.option("--corpus", type=FILE, required=True, help="The folder of the corpus.")


@stage_command(f"model_card {RUN_CONFIG} --corpus corpus/main --output out/main")
@CORPUS
@OUTPUT
@stage_settings
def model_card(corpus: Path, output: Path, config: Config) -> None:
    """Write the card of the model in the folder OUTPUT."""
    from wikimill.report import model_card

    model_card.model_card(config, corpus, output)


@stage_command(f"report demo {RUN_CONFIG} --corpus corpus/main --output out/main")
@MANIFESTS
@CORPUS
@OUTPUT
@stage_settings
def report(manifests: tuple[str, ...], corpus: Path, output: Path, config: Config) -> None:
    """Write the page about the run in the folder OUTPUT."""
    from wikimill.compare.compare import compare
    from wikimill.compare.html import section
    from wikimill.report import html_report

    changes = section(compare(config.compare_with, str(corpus))) if config.compare_with else None
    html_report.report(manifests, config, corpus, output, changes)
