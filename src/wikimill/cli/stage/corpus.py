"""The commands of the stage `corpus`."""

from __future__ import annotations

from pathlib import Path

import click

from wikimill.cli.options import FILE
from wikimill.cli.stage.command import (
    MANIFESTS,
    OUTPUT,
    PROCESSES,
    SPLITS,
    VOCABULARY,
    current_recipe,
    options,
    parse_options,
    stage,
)


@stage("documents", "corpus demo --options '{}' --output corpus/main")
@MANIFESTS
@options("Section `corpus`")
@PROCESSES
@OUTPUT
def corpus(manifests: tuple[str, ...], options: str, processes: int, output: Path) -> None:
    """Write the pages of manifests as one table, and as texts."""
    from wikimill.config.model import Corpus
    from wikimill.corpus.build import build

    build(manifests, parse_options(Corpus, options), output, processes)


@stage("vocabulary", "vocabulary corpus/main/pages.parquet --size 8192 --output corpus/main/tokenizer")
@click.argument("pages", type=FILE)
@click.option("--size", type=int, required=True, help="Tokens, end of text included.")
@OUTPUT
def vocabulary(pages: Path, size: int, output: Path) -> None:
    """Train a byte-pair encoding on the corpus."""
    from wikimill.corpus.vocabulary import train

    train(pages, size, output)


@stage("vocabulary", "copy-vocabulary cache/models/124M/vocab.json --output corpus/main/tokenizer", "copy-vocabulary")
@click.argument("file", type=FILE)
@OUTPUT
def copy_vocabulary(file: Path, output: Path) -> None:
    """Copy a vocabulary that is given by one of its files."""
    from wikimill.corpus.vocabulary import copy

    copy(file.parent, output)


@stage(
    "encode", "encode corpus/main/pages.parquet corpus/main/tokenizer --split train --split val --output corpus/main"
)
@click.argument("pages", type=FILE)
@click.argument("vocabulary", type=FILE)
@SPLITS
@OUTPUT
def encode(pages: Path, vocabulary: Path, splits: tuple[str, ...], output: Path) -> None:
    """Write the corpus as token ids."""
    from wikimill.corpus.encode import encode as encoded

    encoded(pages, vocabulary, output, splits)


@stage("targets", "targets pairs --normalize NFC --split train --split val --output corpus/main")
@MANIFESTS
@click.option("--normalize", "form", required=True, help="Unicode form of the corpus: NFC, NFKC or none.")
@SPLITS
@OUTPUT
def targets(manifests: tuple[str, ...], form: str, splits: tuple[str, ...], output: Path) -> None:
    """Tell which tokens of the corpus are targets of pairs."""
    from wikimill.corpus.targets import write

    write(manifests, form, output, splits)


@stage("card", """card demo --options '{"convert": {}, "corpus": {}, "tokenizer": {}}' --output corpus/main""")
@MANIFESTS
@options("Sections `convert`, `corpus` and `tokenizer`")
@OUTPUT
def card(manifests: tuple[str, ...], options: str, output: Path) -> None:
    """Write counts, attribution and dataset card of a corpus."""
    from wikimill.corpus import card as cards

    cards.write(manifests, parse_options(cards.Options, options), current_recipe(), output)


@stage(
    "tfrecord", "tfrecord corpus/main/train.bin --vocabulary corpus/main/tokenizer --options '{}' --output corpus/main"
)
@click.argument("ids", nargs=-1, type=FILE, required=True)
@VOCABULARY
@options("Section `corpus.tfrecord`")
@OUTPUT
def tfrecord(ids: tuple[Path, ...], vocabulary: Path, options: str, output: Path) -> None:
    """Write token ids as TFRecord files."""
    from wikimill.config.model import TFRecord
    from wikimill.corpus.tfrecord import write

    write(ids, vocabulary, parse_options(TFRecord, options), output)
