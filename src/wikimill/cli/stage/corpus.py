"""The stage `corpus`: the converted pages as a training set, in text, tables and token ids."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikimill.cli.options import FILE
from wikimill.cli.settings import stage_settings
from wikimill.cli.stage.command import MANIFESTS, OUTPUT, PROCESSES, RUN_CONFIG, SPLITS, stage_command

if TYPE_CHECKING:
    from wikimill.config.model import Config

TABLES = click.argument("tables", nargs=-1, type=FILE, required=True)
INTO = f"{RUN_CONFIG} --output corpus/main"


@stage_command(f"pages_table demo {INTO}")
@MANIFESTS
@PROCESSES
@OUTPUT
@stage_settings
def pages_table(manifests: tuple[str, ...], processes: int, output: Path, config: Config) -> None:
    """Write the pages of manifests as one table, and as texts."""
    from wikimill.corpus.pages import pages_table

    targets = config.train.loss == "target"
    pages_table.pages_table(manifests, config.corpus, output, processes, targets)


@stage_command("jsonl corpus/main/pages-train.parquet corpus/main/pages-validation.parquet --output corpus/main")
@TABLES
@OUTPUT
def jsonl(tables: tuple[Path, ...], output: Path) -> None:
    """Write tables of pages as JSON lines."""
    from wikimill.corpus.pages import jsonl

    jsonl.jsonl(tables, output)


@stage_command("webdataset corpus/main/pages-train.parquet corpus/main/pages-validation.parquet --output corpus/main")
@TABLES
@OUTPUT
def webdataset(tables: tuple[Path, ...], output: Path) -> None:
    """Write tables of pages as the archives of WebDataset."""
    from wikimill.corpus.pages import webdataset

    webdataset.webdataset(tables, output)


@stage_command(f"vocabulary corpus/main/pages.parquet {RUN_CONFIG} --output corpus/main/tokenizer")
@click.argument("source", type=FILE)
@OUTPUT
@stage_settings
def vocabulary(source: Path, output: Path, config: Config) -> None:
    """Train a byte-pair encoding on the table of pages, or copy one.

    SOURCE is the table, or, where `tokenizer.vocabulary` is not `corpus`, a file of a vocabulary.
    """
    from wikimill.corpus.tokens import vocabulary

    vocabulary.vocabulary(config.tokenizer, source, output)


@stage_command("encode corpus/main/pages.parquet corpus/main/tokenizer --split train --split val --output corpus/main")
@click.argument("pages", type=FILE)
@click.argument("vocabulary", type=FILE)
@SPLITS
@click.option("--threads", type=click.IntRange(1), default=1, show_default=True, help="To encode with.")
@OUTPUT
def encode(pages: Path, vocabulary: Path, splits: tuple[str, ...], threads: int, output: Path) -> None:
    """Write the corpus as token ids."""
    os.environ["RAYON_NUM_THREADS"] = str(threads)  # read by the encoder's library when it starts its threads
    from wikimill.corpus.tokens import encode

    encode.encode(pages, vocabulary, output, splits)


@stage_command(f"card demo {INTO}")
@MANIFESTS
@OUTPUT
@stage_settings
def card(manifests: tuple[str, ...], output: Path, config: Config) -> None:
    """Write counts, attribution and dataset card of a corpus."""
    from wikimill.corpus.card import card

    card.card(manifests, config, output)


@stage_command(f"tfrecord corpus/main/train.bin --vocabulary corpus/main/tokenizer {INTO}")
@click.argument("ids", nargs=-1, type=FILE, required=True)
@click.option("--vocabulary", type=FILE, required=True, help="The folder of the tokenizer.")
@OUTPUT
@stage_settings
def tfrecord(ids: tuple[Path, ...], vocabulary: Path, output: Path, config: Config) -> None:
    """Write token ids as TFRecord files."""
    from wikimill.config.model import TFRecord
    from wikimill.corpus.tokens import tfrecord

    tfrecord.tfrecord(ids, vocabulary, config.corpus.tfrecord or TFRecord(), output)
