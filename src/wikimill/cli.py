"""The `wikimill` command. Snakemake's rules call its stage commands; people call the others."""

from __future__ import annotations

import errno
import logging
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from wikimill import __version__, layout
from wikimill.errors import WikimillError

FILE = click.Path(path_type=Path)


class Commands(click.Group):
    """Commands in the order in which they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """See `click.Group`."""
        return list(self.commands)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="The pipeline itself is run by snakemake: `snakemake -j8 processed/startrek`, `snakemake train`, "
    "`snakemake generate`.",
)
@click.version_option(__version__, prog_name="wikimill")
@click.option("--log", type=FILE, help="Also write messages to this file.")
def wikimill(log: Path | None) -> None:
    """From wiki categories to a training corpus and a language model.

    \b
    Examples:
      wikimill convert page.wiki                      wikitext to markdown, as the pipeline does it
      wikimill convert --title "Julius Caesar" - < page.wiki
      wikimill sample --prompt "The lighthouse"       a text by the trained model

    The commands after `sample` are the stages: Snakemake's rules call them, and log what they did with --log.
    """
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        handlers.append(logging.FileHandler(log, mode="w", encoding="utf-8"))
    logging.basicConfig(level=logging.INFO, format="wikimill: %(message)s", handlers=handlers, force=True)
    for noisy in ("filelock", "urllib3", "mwclient", "smart_open"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


@wikimill.command()
@click.argument("file", type=FILE, default="-")
@click.option("--title", default="", help="The page's title, for templates that show it.")
@click.option("--filters", help="These filters instead of those of the configuration, separated by commas.")
def convert(file: Path, title: str, filters: str | None) -> None:
    """Convert wikitext to markdown, with the filters and options of the configuration.

    FILE is a file of wikitext; without one, or with -, it is read from standard input.
    """
    from wikimill.convert.pandoc import Pandoc
    from wikimill.convert.recipe import recipe
    from wikimill.files import read_text
    from wikimill.wiki import ENGLISH

    options = _configuration().convert
    if filters:
        options = options.model_copy(update={"filters": filters.split(",")})
    if str(file) == "-":
        try:
            text = sys.stdin.buffer.read().decode()
        except UnicodeDecodeError as error:
            raise WikimillError(f"standard input: byte {error.start} is not UTF-8; convert it to UTF-8") from None
    else:
        text = read_text(file, "wikitext")
    with Pandoc(recipe(options), ENGLISH) as pandoc:
        page = pandoc.convert(title or file.stem.replace("_", " "), text)
    if page.status == "quarantined":
        raise WikimillError(
            f"{file}: the page exceeds its bounds ({page.dropped}); raise convert.timeout or convert.memory"
        )
    sys.stdout.buffer.write(page.markdown.encode())


@wikimill.command()
@click.option("--run", default=None, help="The run whose model to use; the configuration's by default.")
@click.option("--prompt", help="The beginning of the text.")
@click.option("--prompt-file", type=FILE, help="A file that holds the beginning of the text.")
@click.option("-n", "--nsamples", type=click.IntRange(1), default=1, show_default=True, help="Texts to write.")
def sample(run: str | None, prompt: str | None, prompt_file: Path | None, nsamples: int) -> None:
    """Write texts with a trained model, with the settings of `generate` in the configuration."""
    from wikimill.files import read_text
    from wikimill.model import engine

    config = _configuration()
    if prompt_file:
        prompt = read_text(prompt_file, "prompt")
    options = config.generate.model_copy(update={"nsamples": nsamples, "prompts": [prompt] if prompt else []})
    folder = Path("out") / (run or config.run) / "model"
    for text in engine.load(config.train.engine).generate(folder, options):
        click.echo(text.text)
        click.echo("=" * 20)


@wikimill.command("config-docs")
def config_docs() -> None:
    """Write the configuration's schema and reference page."""
    from wikimill.config import docs

    for path in docs.write(Path()):
        click.echo(path)


@wikimill.command()
@click.argument("manifest")
@click.option("--options", required=True)
def expand(manifest: str, options: str) -> None:
    """Rule `expand`: list the wiki, pin revisions, write the derived manifest."""
    from wikimill.manifest import derived
    from wikimill.manifest.expand import expand as expanded
    from wikimill.manifest.expand import pinned_elsewhere
    from wikimill.manifest.original import read
    from wikimill.sources import open_source
    from wikimill.wiki import Wiki

    contact, etiquette = _network(options)
    path = layout.original(manifest)
    original, sha256 = read(path)
    wiki = Wiki.parse(original.wiki)
    source = open_source(wiki, original.dump, contact, etiquette, layout.CACHE)
    pins = pinned_elsewhere(layout.DERIVED, manifest, wiki)
    rows = list(expanded(original, source, str(path), pins))
    derived.write(layout.derived(manifest), sha256, original, source.site(), rows)
    logging.info("%s: %d pages pinned", layout.derived(manifest), len(rows))


@wikimill.command()
@click.argument("manifest")
@click.option("--options", required=True)
@click.option("--index", type=FILE, required=True)
def fetch(manifest: str, options: str, index: Path) -> None:
    """Rule `fetch`: bring the pinned revisions into the cache."""
    from wikimill.fetch.cache import Cache
    from wikimill.fetch.fetch import check_agreement, write_index
    from wikimill.fetch.fetch import fetch as fetched
    from wikimill.manifest import derived
    from wikimill.sources import open_source

    contact, etiquette = _network(options)
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


@wikimill.command("convert-shard")
@click.argument("manifest")
@click.argument("shard")
@click.option("--options", required=True)
@click.option("--index", type=FILE, required=True)
def convert_shard(manifest: str, shard: str, options: str, index: Path) -> None:
    """Rule `convert`: the pages of a shard."""
    from wikimill.convert import shard as shards
    from wikimill.convert.pandoc import Pandoc
    from wikimill.fetch.cache import Cache
    from wikimill.manifest import derived

    header, rows = derived.read(layout.derived(manifest))
    wiki = derived.wiki_of(header)
    with Cache(wiki, layout.CACHE) as cache, Pandoc(_recipe(options), header.site) as pandoc:
        shards.convert_shard(rows, shard, wiki.folder, cache, pandoc, index)


@wikimill.command()
@click.argument("manifest")
@click.argument("indexes", type=FILE, nargs=-1, required=True)
def merge(manifest: str, indexes: tuple[Path, ...]) -> None:
    """Rule `pages`: one table from those of the shards."""
    from wikimill.convert import shard as shards

    target = layout.pages(manifest)
    counts = shards.merge(indexes, target, manifest)
    by_status = ", ".join(f"{number} {status}" for status, number in counts.most_common())
    logging.info("%s: %d pages (%s)", target, counts.total(), by_status)


@wikimill.command()
@click.argument("folder")
@click.argument("name")
@click.option("--options", required=True)
@click.option("--output", type=FILE, required=True)
def raw(folder: str, name: str, options: str, output: Path) -> None:
    """Rule `raw_page`: the wikitext of one page."""
    from wikimill.convert import single
    from wikimill.files import write_bytes

    contact, etiquette = _network(options)
    write_bytes(output, single.wikitext(folder, name, contact, etiquette).encode("utf-8", "surrogatepass"))


@wikimill.command()
@click.argument("folder")
@click.argument("name")
@click.option("--options", required=True)
@click.option("--input", "source", type=FILE, required=True)
@click.option("--output", type=FILE, required=True)
def page(folder: str, name: str, options: str, source: Path, output: Path) -> None:
    """Rule `page`: the markdown of one page."""
    from wikimill.convert import single
    from wikimill.files import write_text

    converted = single.markdown(folder, name, source, _recipe(options))
    write_text(output, converted.markdown)
    logging.info("%s: %s%s", output, converted.status, f" (left out {converted.dropped})" if converted.dropped else "")


@wikimill.command()
@click.argument("manifests", nargs=-1, required=True)
@click.option("--options", required=True)
@click.option("--output", type=FILE, required=True)
def corpus(manifests: tuple[str, ...], options: str, output: Path) -> None:
    """Rule `documents`: the pages of the manifests as one table and two texts."""
    from wikimill.config.model import Corpus
    from wikimill.corpus.build import build

    build(manifests, Corpus.model_validate_json(options), output)


@wikimill.command()
@click.argument("pages", type=FILE)
@click.option("--size", type=int, required=True)
@click.option("--output", type=FILE, required=True)
def vocabulary(pages: Path, size: int, output: Path) -> None:
    """Rule `vocabulary`: a byte-pair encoding trained on the corpus."""
    from wikimill.corpus.vocabulary import train

    train(pages, size, output)


@wikimill.command("copy-vocabulary")
@click.argument("encoder", type=FILE)
@click.option("--output", type=FILE, required=True)
def copy_vocabulary(encoder: Path, output: Path) -> None:
    """Rule `vocabulary`, when the vocabulary is given by its `encoder.json`."""
    from wikimill.corpus.vocabulary import copy

    copy(encoder.parent, output)


@wikimill.command()
@click.argument("pages", type=FILE)
@click.argument("vocabulary", type=FILE)
@click.option("--output", type=FILE, required=True)
def encode(pages: Path, vocabulary: Path, output: Path) -> None:
    """Rule `encode`: the corpus as token ids."""
    from wikimill.corpus.encode import encode as encoded

    encoded(pages, vocabulary, output)


@wikimill.command()
@click.argument("name")
@click.option("--output", type=FILE, required=True)
def download(name: str, output: Path) -> None:
    """Rule `released_model`: a released GPT-2."""
    from wikimill.model.released import download as downloaded

    downloaded(name, output)


@wikimill.command()
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


@wikimill.command()
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


def _configuration() -> Any:
    from wikimill.config import load
    from wikimill.config.load import read_yaml

    path = Path("config/config.yaml")
    return load(read_yaml(path, "configuration") or {}, [path]) if path.exists() else load({})


def _network(options: str) -> tuple[str | None, Any]:
    """Contact and etiquette from a rule's options."""
    from wikimill.config.model import Config

    config = Config.model_validate_json(options)
    return config.contact, config.mediawiki


def _recipe(options: str) -> Any:
    from wikimill.config.model import Convert
    from wikimill.convert.recipe import recipe

    return recipe(Convert.model_validate_json(options))


def main() -> NoReturn:
    """Run the command; a fault that a person can mend is one line on standard error and exit code 1."""
    try:
        wikimill.main(standalone_mode=False)
    except WikimillError as error:
        _fail(str(error))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        mend = "free space there" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "make it writable"
        _fail(f"{error.filename or 'the disk'}: {error.strerror}; {mend} and run again")
    sys.exit(0)


def _fail(message: str) -> NoReturn:
    logging.error("error: %s", message)
    sys.exit(1)
