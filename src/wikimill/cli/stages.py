"""The stage commands of the command line: each is what one Snakemake rule calls."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from wikimill import layout
from wikimill.cli import complete
from wikimill.cli.command import STAGES, Command
from wikimill.cli.parameters import FILE
from wikimill.cli.settings import settings
from wikimill.errors import WikimillError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from wikimill.convert.recipe import Recipe

COMMANDS: list[click.Command] = []
Options = TypeVar("Options", bound="BaseModel")


def stage(rule: str, example: str, name: str | None = None) -> Callable[[Callable[..., None]], click.Command]:
    """A command of `COMMANDS`.

    Args:
        rule: that calls it.
        example: the command as that rule may call it, without `wikimill`.
        name: of the command, when it is not that of the function.
    """

    def decorate(function: Callable[..., None]) -> click.Command:
        examples = [(f"wikimill {example}", f"as the rule `{rule}` does")]
        command = click.command(name, cls=Command, examples=examples, section=STAGES)(function)
        COMMANDS.append(command)
        return command

    return decorate


MANIFEST = click.argument("manifest", shell_complete=complete.originals)
MANIFESTS = click.argument("manifests", nargs=-1, required=True, shell_complete=complete.originals)
FOLDER = click.argument("folder", shell_complete=complete.wikis)
INDEX = click.option("--index", type=FILE, required=True, help="The table to write.")
OUTPUT = click.option("--output", type=FILE, required=True, help="The file, or the folder, to write.")
SPLITS = click.option("--split", "splits", multiple=True, required=True, help="train, val or test; one or several.")
PROCESSES = click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="To work with.")
VOCABULARY = click.option("--vocabulary", type=FILE, required=True, help="The folder of the tokenizer.")
BASE = click.option("--base", type=FILE, help="The folder of the model that training starts from.")


def options(section: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option `--options`, JSON of a section of the configuration."""
    return click.option("--options", required=True, help=f"{section} of the configuration, as JSON.")


@stage("expand", "expand demo")
@MANIFEST
@PROCESSES
def expand(manifest: str, processes: int) -> None:
    """List what a manifest names, and pin its revisions.

    The derived manifest, manifests/derived/NAME.tsv, is written once; `refresh` moves its pins.
    """
    from wikimill.manifest.listing import lock

    pages = lock(manifest, settings(), processes)
    logging.info("%s: %d pages pinned", layout.derived(manifest), pages)


@stage("fetch", "fetch demo --index cache/fetched/demo.tsv")
@MANIFEST
@INDEX
@PROCESSES
def fetch(manifest: str, index: Path, processes: int) -> None:
    """Bring the pinned revisions into the cache."""
    from wikimill.fetch.cache import Cache
    from wikimill.fetch.fetch import check_agreement, write_index
    from wikimill.fetch.fetch import fetch as fetched
    from wikimill.manifest import derived

    config = settings()
    check_agreement(layout.DERIVED, manifest)
    path = layout.derived(manifest)
    header = derived.read_header(path)
    pins = (row.pin for row in derived.read_rows(path))
    with Cache(layout.CACHE / header.origin.place) as cache:
        gone = fetched(pins, header.pages, cache, lambda: header.origin.texts(config, processes))
    write_index(index, header.pages, gone)


@stage("templates", "templates demo --output cache/templates/demo.sha256")
@MANIFEST
@OUTPUT
def templates(manifest: str, output: Path) -> None:
    """Have the wiki expand templates that pages need."""
    from wikimill.convert import server
    from wikimill.files import write_text
    from wikimill.manifest import templates as locks

    number = server.pin_templates(manifest, settings(), _recipe())
    lock = layout.templates(manifest)
    write_text(output, f"{locks.digest(lock)}\n")
    logging.info("%s: %d expansions pinned", lock, number)


@stage("convert", "convert-shard demo 00000-of-00001 --index cache/convert/demo/00000-of-00001.tsv", "convert-shard")
@MANIFEST
@click.argument("shard")
@INDEX
def convert_shard(manifest: str, shard: str, index: Path) -> None:
    """Convert the pages of a shard to markdown."""
    from wikimill.convert import server
    from wikimill.convert import shard as shards
    from wikimill.convert.conversion import Conversion, Verbatim
    from wikimill.convert.pandoc import Pandoc
    from wikimill.fetch.cache import Cache
    from wikimill.manifest import derived
    from wikimill.manifest.origin import WikiOrigin

    path = layout.derived(manifest)
    header = derived.read_header(path)
    with contextlib.ExitStack() as stack:
        cache = stack.enter_context(Cache(layout.CACHE / header.origin.place))
        conversion: Conversion = Verbatim()
        if isinstance(header.origin, WikiOrigin):
            conversion = pandoc = stack.enter_context(Pandoc(_recipe(), header.site, header.origin.wiki.folder))
            if pandoc.recipe.options.templates == "server":
                conversion = stack.enter_context(server.expanding(pandoc, manifest, header.origin.place))
        rows = derived.read_rows(path, layout.in_shard(shard))
        shards.convert_shard(rows, shard, header.origin, cache, conversion, index)


@stage("pages", "merge demo cache/convert/demo/00000-of-00001.tsv")
@MANIFEST
@click.argument("indexes", type=FILE, nargs=-1, required=True)
def merge(manifest: str, indexes: tuple[Path, ...]) -> None:
    """Make one table of pages from those of the shards."""
    from wikimill.convert import shard as shards
    from wikimill.manifest import derived

    target = layout.pages(manifest)
    place = derived.read_header(layout.derived(manifest)).origin.place
    counts = shards.merge(indexes, target, place, manifest)
    by_status = ", ".join(f"{number} {status}" for status, number in counts.most_common())
    logging.info("%s: %d pages (%s)", target, counts.total(), by_status)


@stage("raw_page", "raw skerrow.example Tern --output raw/mediawiki/skerrow.example/Tern.wiki")
@FOLDER
@click.argument("name")
@OUTPUT
def raw(folder: str, name: str, output: Path) -> None:
    """Write the wikitext of one page."""
    from wikimill.convert import single
    from wikimill.files import write_bytes

    write_bytes(output, single.wikitext(folder, name, settings()).encode("utf-8", "surrogatepass"))


@stage("page", "page skerrow.example Tern --input raw/mediawiki/skerrow.example/Tern.wiki --output Tern.md")
@FOLDER
@click.argument("name")
@click.option("--input", "source", type=FILE, required=True, help="Its wikitext.")
@OUTPUT
def page(folder: str, name: str, source: Path, output: Path) -> None:
    """Write the markdown of one page."""
    from wikimill.convert import single
    from wikimill.files import write_text

    converted = single.markdown(folder, name, source, settings(), _recipe())
    write_text(output, converted.markdown)
    logging.info("%s: %s%s", output, converted.status, f" (left out {converted.dropped})" if converted.dropped else "")


@stage("documents", "corpus demo --options '{}' --output corpus/main")
@MANIFESTS
@options("Section `corpus`")
@PROCESSES
@OUTPUT
def corpus(manifests: tuple[str, ...], options: str, processes: int, output: Path) -> None:
    """Write the pages of manifests as one table, and as texts."""
    from wikimill.config.model import Corpus
    from wikimill.corpus.build import build

    build(manifests, _options(Corpus, options), output, processes)


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

    cards.write(manifests, _options(cards.Options, options), _recipe(), output)


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

    write(ids, vocabulary, _options(TFRecord, options), output)


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

    trained(corpus, base, _options(Train, options), output)


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

    chosen = _options(Generate, options)
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

    chosen = _options(Generate, options)
    write(place(output, chosen.checkpoint), ids, chosen, output / "test_samples.tsv")


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
    page.write(inputs, _options(page.Options, options), _recipe())


def _options(section: type[Options], text: str) -> Options:
    """The options that a rule, or a person who does without Snakemake, gives as JSON."""
    from wikimill.config.load import validate

    try:
        values = json.loads(text)
    except ValueError as error:
        raise WikimillError(f"--options: {text} is not JSON ({error}); correct it") from None
    return validate(section, values, lambda _: "--options")


def _recipe() -> Recipe:
    from wikimill.convert.recipe import recipe

    return recipe(settings().convert)
