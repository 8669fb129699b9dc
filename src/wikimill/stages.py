"""The stage commands of the command line: each is what one Snakemake rule calls."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from pydantic import BaseModel

from wikimill import layout
from wikimill.config.load import load_from_environment, validate
from wikimill.errors import WikimillError

if TYPE_CHECKING:
    from wikimill.convert.recipe import Recipe

FILE = click.Path(path_type=Path)
COMMANDS: list[click.Command] = []
Options = TypeVar("Options", bound=BaseModel)


def register(group: click.Group) -> None:
    """Add the stage commands to the command line."""
    for command in COMMANDS:
        group.add_command(command)


def stage(name: str | None = None) -> Callable[[Callable[..., None]], click.Command]:
    """A command that `register` will add."""

    def decorate(function: Callable[..., None]) -> click.Command:
        command = click.command(name)(function)
        COMMANDS.append(command)
        return command

    return decorate


@stage()
@click.argument("manifest")
@click.option("--processes", type=click.IntRange(1), default=1)
def expand(manifest: str, processes: int) -> None:
    """Rule `expand`: list what there is, pin revisions, write the derived manifest."""
    from wikimill.manifest.listing import lock

    pages = lock(manifest, load_from_environment(), processes)
    logging.info("%s: %d pages pinned", layout.derived(manifest), pages)


@stage()
@click.argument("manifests", nargs=-1)
@click.option("--processes", type=click.IntRange(1), default=1, help="That read a dump.")
def refresh(manifests: tuple[str, ...], processes: int) -> None:
    """Rule `refresh`: move the pins of MANIFESTS, by default all, to the newest revisions.

    Manifests of one wiki are refreshed together, since they share their pages.
    """
    from wikimill.manifest import refresh as refreshing
    from wikimill.manifest import templates

    config = load_from_environment()
    done = {}
    expanded: dict[str, int] = {}
    for names in refreshing.groups(manifests):
        done.update(refreshing.refresh(names, config, processes))
        if config.convert.templates == "server":
            expanded.update(templates.renew(names, config))
    click.echo(refreshing.summary(done))
    click.echo(f"Each change is listed in {refreshing.FOLDER}/NAME.tsv.")
    for name, changed in expanded.items():
        click.echo(f"{layout.templates(name)}: {changed} expansions changed")


@stage()
@click.argument("manifest")
@click.option("--index", type=FILE, required=True)
@click.option("--processes", type=click.IntRange(1), default=1)
def fetch(manifest: str, index: Path, processes: int) -> None:
    """Rule `fetch`: bring the pinned revisions into the cache."""
    from wikimill.fetch.cache import Cache
    from wikimill.fetch.fetch import check_agreement, write_index
    from wikimill.fetch.fetch import fetch as fetched
    from wikimill.manifest import derived

    config = load_from_environment()
    check_agreement(layout.DERIVED, manifest)
    path = layout.derived(manifest)
    header = derived.read_header(path)
    pins = (row.pin for row in derived.read_rows(path))
    with Cache(layout.CACHE / header.origin.place) as cache:
        gone = fetched(pins, header.pages, cache, lambda: header.origin.texts(config, processes))
    write_index(index, header.pages, gone)


@stage()
@click.argument("manifest")
@click.option("--output", type=FILE, required=True)
def templates(manifest: str, output: Path) -> None:
    """Rule `templates`: have the wiki expand what the pages need, and pin it."""
    from wikimill.convert import server
    from wikimill.files import write_text
    from wikimill.manifest import templates as locks

    number = server.pin_templates(manifest, load_from_environment(), _recipe())
    lock = layout.templates(manifest)
    write_text(output, f"{locks.digest(lock)}\n")
    logging.info("%s: %d expansions pinned", lock, number)


@stage("convert-shard")
@click.argument("manifest")
@click.argument("shard")
@click.option("--index", type=FILE, required=True)
def convert_shard(manifest: str, shard: str, index: Path) -> None:
    """Rule `convert`: the pages of a shard."""
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
        shards.convert_shard(derived.read_rows(path), shard, header.origin, cache, conversion, index)


@stage()
@click.argument("manifest")
@click.argument("indexes", type=FILE, nargs=-1, required=True)
def merge(manifest: str, indexes: tuple[Path, ...]) -> None:
    """Rule `pages`: one table from those of the shards."""
    from wikimill.convert import shard as shards
    from wikimill.manifest import derived

    target = layout.pages(manifest)
    place = derived.read_header(layout.derived(manifest)).origin.place
    counts = shards.merge(indexes, target, place, manifest)
    by_status = ", ".join(f"{number} {status}" for status, number in counts.most_common())
    logging.info("%s: %d pages (%s)", target, counts.total(), by_status)


@stage()
@click.argument("folder")
@click.argument("name")
@click.option("--output", type=FILE, required=True)
def raw(folder: str, name: str, output: Path) -> None:
    """Rule `raw_page`: the wikitext of one page."""
    from wikimill.convert import single
    from wikimill.files import write_bytes

    write_bytes(output, single.wikitext(folder, name, load_from_environment()).encode("utf-8", "surrogatepass"))


@stage()
@click.argument("folder")
@click.argument("name")
@click.option("--input", "source", type=FILE, required=True)
@click.option("--output", type=FILE, required=True)
def page(folder: str, name: str, source: Path, output: Path) -> None:
    """Rule `page`: the markdown of one page."""
    from wikimill.convert import single
    from wikimill.files import write_text

    converted = single.markdown(folder, name, source, load_from_environment(), _recipe())
    write_text(output, converted.markdown)
    logging.info("%s: %s%s", output, converted.status, f" (left out {converted.dropped})" if converted.dropped else "")


@stage()
@click.argument("manifests", nargs=-1, required=True)
@click.option("--options", required=True)
@click.option("--processes", type=int, default=1)
@click.option("--output", type=FILE, required=True)
def corpus(manifests: tuple[str, ...], options: str, processes: int, output: Path) -> None:
    """Rule `documents`: the pages of the manifests as one table, and the text of each split."""
    from wikimill.config.model import Corpus
    from wikimill.corpus.build import build

    build(manifests, _options(Corpus, options), output, processes)


@stage()
@click.argument("pages", type=FILE)
@click.option("--size", type=int, required=True)
@click.option("--output", type=FILE, required=True)
def vocabulary(pages: Path, size: int, output: Path) -> None:
    """Rule `vocabulary`: a byte-pair encoding trained on the corpus."""
    from wikimill.corpus.vocabulary import train

    train(pages, size, output)


@stage("copy-vocabulary")
@click.argument("file", type=FILE)
@click.option("--output", type=FILE, required=True)
def copy_vocabulary(file: Path, output: Path) -> None:
    """Rule `vocabulary`, when the vocabulary is given by one of its files."""
    from wikimill.corpus.vocabulary import copy

    copy(file.parent, output)


@stage()
@click.argument("pages", type=FILE)
@click.argument("vocabulary", type=FILE)
@click.option("--split", "splits", multiple=True, required=True)
@click.option("--output", type=FILE, required=True)
def encode(pages: Path, vocabulary: Path, splits: tuple[str, ...], output: Path) -> None:
    """Rule `encode`: the corpus as token ids."""
    from wikimill.corpus.encode import encode as encoded

    encoded(pages, vocabulary, output, splits)


@stage()
@click.argument("manifests", nargs=-1, required=True)
@click.option("--normalize", "form", required=True)
@click.option("--split", "splits", multiple=True, required=True)
@click.option("--output", type=FILE, required=True)
def targets(manifests: tuple[str, ...], form: str, splits: tuple[str, ...], output: Path) -> None:
    """Rule `targets`: which tokens of the corpus in the folder `output` are targets of pairs."""
    from wikimill.corpus.targets import write

    write(manifests, form, output, splits)


@stage()
@click.argument("manifests", nargs=-1, required=True)
@click.option("--options", required=True)
@click.option("--output", type=FILE, required=True)
def card(manifests: tuple[str, ...], options: str, output: Path) -> None:
    """Rule `card`: counts, attribution and dataset card of the corpus in the folder `output`."""
    from wikimill.corpus import card as cards

    cards.write(manifests, _options(cards.Options, options), _recipe(), output)


@stage()
@click.argument("ids", nargs=-1, type=FILE, required=True)
@click.option("--vocabulary", type=FILE, required=True)
@click.option("--options", required=True)
@click.option("--output", type=FILE, required=True)
def tfrecord(ids: tuple[Path, ...], vocabulary: Path, options: str, output: Path) -> None:
    """Rule `tfrecord`: the token ids as TFRecord files."""
    from wikimill.config.model import TFRecord
    from wikimill.corpus.tfrecord import write

    write(ids, vocabulary, _options(TFRecord, options), output)


@stage()
@click.argument("name")
@click.option("--output", type=FILE, required=True)
def download(name: str, output: Path) -> None:
    """Rule `released_model`: a released GPT-2."""
    from wikimill.model.released import download as downloaded

    downloaded(name, output)


@stage()
@click.argument("corpus", type=FILE)
@click.option("--options", required=True)
@click.option("--base", type=FILE)
@click.option("--output", type=FILE, required=True)
def train(corpus: Path, options: str, base: Path | None, output: Path) -> None:
    """Rule `train`: a model from the encoded corpus."""
    from wikimill.config.model import Train
    from wikimill.model.train import train as trained

    trained(corpus, base, _options(Train, options), output)


@stage()
@click.argument("ids", type=FILE)
@click.argument("model", type=FILE)
@click.option("--base", type=FILE)
@click.option("--context", type=int, required=True)
@click.option("--stride", type=int, required=True)
@click.option("--output", type=FILE, required=True)
def evaluation(ids: Path, model: Path, base: Path | None, context: int, stride: int, output: Path) -> None:
    """Rule `evaluate`: loss and perplexity on pages that were held out, before and after training."""
    from wikimill.model import evaluation as evaluations
    from wikimill.model.evaluate import compare

    config = load_from_environment()
    options = config.evaluate.model_copy(update={"context": context, "stride": stride})
    results = compare(ids, model, base, options, config.train.backend)
    evaluations.write(output, ids.stem, results)
    click.echo(evaluations.table({name: result for name, result in results.items() if result}))


@stage()
@click.argument("output", type=FILE)
@click.option("--options", required=True)
@click.option("--held-out", type=FILE, help="Token ids on which a model of 8 bits is compared with the exact one.")
def generate(output: Path, options: str, held_out: Path | None) -> None:
    """Rule `generate`: the samples, of the model that the folder OUTPUT holds."""
    from wikimill.config.model import Generate
    from wikimill.model.samples import write
    from wikimill.model.sampling.generation import generate as generated
    from wikimill.model.sampling.opening import place

    settings = _options(Generate, options)
    write(output, generated(place(output, settings.checkpoint), settings, held_out))


@stage("test-samples")
@click.argument("output", type=FILE)
@click.argument("ids", type=FILE)
@click.option("--options", required=True)
def test_samples(output: Path, ids: Path, options: str) -> None:
    """Rule `test_samples`: pages of the test split IDS, continued by the model that the folder OUTPUT holds."""
    from wikimill.config.model import Generate
    from wikimill.model.sampling.continuations import write
    from wikimill.model.sampling.opening import place

    settings = _options(Generate, options)
    write(place(output, settings.checkpoint), ids, settings, output / "test_samples.tsv")


@stage()
@click.argument("samples", type=FILE)
@click.argument("pages", type=FILE)
@click.option("--output", type=FILE, required=True)
def memorization(samples: Path, pages: Path, output: Path) -> None:
    """Rule `memorization`: what SAMPLES share with the PAGES of a corpus."""
    from wikimill.model.samples import read
    from wikimill.report.memorization import measured, write

    write(output, measured(read(samples), pages))


@stage()
@click.argument("manifests", nargs=-1, required=True)
@click.option("--options", required=True)
@click.option("--corpus", type=FILE, required=True)
@click.option("--output", type=FILE, required=True)
def report(manifests: tuple[str, ...], options: str, corpus: Path, output: Path) -> None:
    """Rule `report`: the page about the run in the folder `output`."""
    from wikimill.report import page

    inputs = page.Inputs(corpus, output, manifests)
    page.write(inputs, _options(page.Options, options), _recipe())


def _options(section: type[Options], text: str) -> Options:
    """The options that a rule, or a person who does without Snakemake, gives as JSON."""
    try:
        values = json.loads(text)
    except ValueError as error:
        raise WikimillError(f"--options: {text} is not JSON ({error}); correct it") from None
    return validate(section, values, lambda _: "--options")


def _recipe() -> Recipe:
    from wikimill.convert.recipe import recipe

    return recipe(load_from_environment().convert)
