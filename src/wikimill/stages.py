"""The stage commands of the command line: each is what one Snakemake rule calls."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wikimill import layout
from wikimill.config.load import load_from_environment

if TYPE_CHECKING:
    from wikimill.config.model import MediaWiki
    from wikimill.convert.recipe import Recipe

FILE = click.Path(path_type=Path)
COMMANDS: list[click.Command] = []


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
def expand(manifest: str) -> None:
    """Rule `expand`: list the wiki, pin revisions, write the derived manifest."""
    from wikimill.manifest import derived
    from wikimill.manifest.expand import expand as expanded
    from wikimill.manifest.expand import pinned_elsewhere
    from wikimill.manifest.original import read
    from wikimill.sources import open_source
    from wikimill.wiki import Wiki

    contact, etiquette = _network()
    path = layout.original(manifest)
    original, sha256 = read(path)
    wiki = Wiki.parse(original.wiki)
    links = original.categorylinks
    source = open_source(wiki, original.dump, contact, etiquette, layout.CACHE, categorylinks=links)
    pins = pinned_elsewhere(layout.DERIVED, manifest, wiki)
    rows = list(expanded(original, source, str(path), pins))
    derived.write(layout.derived(manifest), sha256, original, source.site(), rows)
    logging.info("%s: %d pages pinned", layout.derived(manifest), len(rows))


@stage()
@click.argument("manifest")
@click.option("--index", type=FILE, required=True)
def fetch(manifest: str, index: Path) -> None:
    """Rule `fetch`: bring the pinned revisions into the cache."""
    from wikimill.fetch.cache import Cache
    from wikimill.fetch.fetch import check_agreement, write_index
    from wikimill.fetch.fetch import fetch as fetched
    from wikimill.manifest import derived
    from wikimill.sources import open_source

    contact, etiquette = _network()
    check_agreement(layout.DERIVED, manifest)
    header, rows = derived.read(layout.derived(manifest))
    wiki = derived.wiki_of(header)
    with Cache(wiki, layout.CACHE) as cache:
        gone = fetched(
            [row.pin for row in rows],
            cache,
            lambda: open_source(wiki, header.dump, contact, etiquette, layout.CACHE),
        )
    write_index(index, len(rows), gone)


@stage("convert-shard")
@click.argument("manifest")
@click.argument("shard")
@click.option("--index", type=FILE, required=True)
def convert_shard(manifest: str, shard: str, index: Path) -> None:
    """Rule `convert`: the pages of a shard."""
    from wikimill.convert import shard as shards
    from wikimill.convert.pandoc import Pandoc
    from wikimill.fetch.cache import Cache
    from wikimill.manifest import derived

    header, rows = derived.read(layout.derived(manifest))
    wiki = derived.wiki_of(header)
    with Cache(wiki, layout.CACHE) as cache, Pandoc(_recipe(), header.site) as pandoc:
        shards.convert_shard(rows, shard, layout.fetched(wiki.folder, manifest), cache, pandoc, index)


@stage()
@click.argument("manifest")
@click.argument("indexes", type=FILE, nargs=-1, required=True)
def merge(manifest: str, indexes: tuple[Path, ...]) -> None:
    """Rule `pages`: one table from those of the shards."""
    from wikimill.convert import shard as shards

    target = layout.pages(manifest)
    counts = shards.merge(indexes, target, manifest)
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

    contact, etiquette = _network()
    write_bytes(output, single.wikitext(folder, name, contact, etiquette).encode("utf-8", "surrogatepass"))


@stage()
@click.argument("folder")
@click.argument("name")
@click.option("--input", "source", type=FILE, required=True)
@click.option("--output", type=FILE, required=True)
def page(folder: str, name: str, source: Path, output: Path) -> None:
    """Rule `page`: the markdown of one page."""
    from wikimill.convert import single
    from wikimill.files import write_text

    converted = single.markdown(folder, name, source, _recipe())
    write_text(output, converted.markdown)
    logging.info("%s: %s%s", output, converted.status, f" (left out {converted.dropped})" if converted.dropped else "")


@stage()
@click.argument("manifests", nargs=-1, required=True)
@click.option("--options", required=True)
@click.option("--output", type=FILE, required=True)
def corpus(manifests: tuple[str, ...], options: str, output: Path) -> None:
    """Rule `documents`: the pages of the manifests as one table and two texts."""
    from wikimill.config.model import Corpus
    from wikimill.corpus.build import build

    build(manifests, Corpus.model_validate_json(options), output)


@stage()
@click.argument("pages", type=FILE)
@click.option("--size", type=int, required=True)
@click.option("--output", type=FILE, required=True)
def vocabulary(pages: Path, size: int, output: Path) -> None:
    """Rule `vocabulary`: a byte-pair encoding trained on the corpus."""
    from wikimill.corpus.vocabulary import train

    train(pages, size, output)


@stage("copy-vocabulary")
@click.argument("encoder", type=FILE)
@click.option("--output", type=FILE, required=True)
def copy_vocabulary(encoder: Path, output: Path) -> None:
    """Rule `vocabulary`, when the vocabulary is given by its `encoder.json`."""
    from wikimill.corpus.vocabulary import copy

    copy(encoder.parent, output)


@stage()
@click.argument("pages", type=FILE)
@click.argument("vocabulary", type=FILE)
@click.option("--output", type=FILE, required=True)
def encode(pages: Path, vocabulary: Path, output: Path) -> None:
    """Rule `encode`: the corpus as token ids."""
    from wikimill.corpus.encode import encode as encoded

    encoded(pages, vocabulary, output)


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
    from wikimill.model import engine

    settings = Train.model_validate_json(options)
    engine.load(settings.engine).train(corpus, base, settings, output)


@stage()
@click.argument("model", type=FILE)
@click.option("--engine", "name", required=True)
@click.option("--options", required=True)
@click.option("--output", type=FILE, required=True)
def generate(model: Path, name: str, options: str, output: Path) -> None:
    """Rule `generate`: the samples."""
    from wikimill.config.model import Generate
    from wikimill.model import engine
    from wikimill.model.samples import write

    write(output, engine.load(name).generate(model, Generate.model_validate_json(options)))


def _network() -> tuple[str | None, MediaWiki]:
    """Contact and etiquette."""
    config = load_from_environment()
    return config.contact, config.mediawiki


def _recipe() -> Recipe:
    from wikimill.convert.recipe import recipe

    return recipe(load_from_environment().convert)
