"""What the Snakefile calls while Snakemake builds its graph: cheap, and free of network."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from snakemake.io import local

from wikimill import buckets, layout
from wikimill.config import load
from wikimill.config.load import VARIABLE, read_yaml
from wikimill.config.model import Config
from wikimill.config.training import RELEASED_MODELS
from wikimill.convert import recipe, table
from wikimill.corpus import forms
from wikimill.errors import WikimillError
from wikimill.files import write_text
from wikimill.manifest import derived, templates
from wikimill.manifest import shards as pins
from wikimill.manifest.derived import Header
from wikimill.manifest.kinds import read as read_original
from wikimill.manifest.origin import Origin, WikiOrigin
from wikimill.model import released
from wikimill.model.formats import files as model_files

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
RESERVED = {"mediawiki", "documents", "web", "pairs"}
PUBLISHED: set[str] = set()


def _in_one_line(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The function, except that a fault a person can mend ends Snakemake with its one line."""

    @wraps(function)
    def wrapped(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return function(*args, **kwargs)
        except WikimillError as error:
            print(f"wikimill: error: {error}", file=sys.stderr)  # `sys.exit` would not, once a checkpoint was reached
            sys.exit(1)

    return wrapped


@_in_one_line
def prepare(workflow: Any) -> None:
    """Before Snakemake reads its configuration file: see that it is YAML, and find the `wikimill` command.

    The rules call the command of this very Python, also when its environment is not activated. With `--sdm conda` they
    call that of the rule's environment, which `envs/*.post-deploy.sh` links to this very package.
    """
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    os.environ["WIKIMILL_PACKAGE"] = str(layout.PACKAGE)
    if not _is_module(workflow):
        read_yaml(Path("config/config.yaml"), "configuration")


@_in_one_line
def settings(config: Mapping[str, Any], workflow: Any) -> Config:
    """The typed configuration, also for the processes of jobs.

    Snakemake has read the files already, and of a key that stands twice it took one without a word.
    `cache/convert/recipe`, on which the rules that convert depend, is renewed when filters, options or pandoc
    changed.
    """
    if _is_module(workflow):
        typed = load(config, otherwise="the module's config")
    else:
        files = [Path(name) for name in workflow.configfiles]
        for name in files:
            read_yaml(name, "configuration")
        typed = load(config, files)
    _publish(typed)
    _renew_recipe(recipe.recipe(typed.convert).digest)
    return typed


def _is_module(workflow: Any) -> bool:
    """Whether another workflow uses this one, and gives it its configuration."""
    return not workflow.modifier.is_main_snakefile()


def _publish(config: Config) -> None:
    """Tell the configuration to the processes of jobs, which have but one of it."""
    text = config.model_dump_json()
    if PUBLISHED and text not in PUBLISHED:
        raise WikimillError(
            "this workflow uses wikimill as a module twice, with different configurations; use it once, and run "
            "Snakemake again with another --configfile"
        )
    PUBLISHED.add(text)
    os.environ[VARIABLE] = text


def _renew_recipe(digest: str) -> None:
    """Write the recipe's digest when it is not the one of the last call, with the time beside it.

    The time makes a recipe that comes back another file: to Snakemake an equal one would be unchanged, and
    single pages that were built in between by another recipe would stay.
    """
    known = layout.RECIPE.read_text().split() if layout.RECIPE.exists() else []
    if known[:1] != [digest]:
        write_text(layout.RECIPE, f"{digest} {time.time_ns()}\n")


def unlisted() -> str:
    """A pattern of the manifests that have no derived one yet: only these may be expanded.

    A derived manifest is a lock. It is then a source file to Snakemake, so neither file times nor a new
    version of wikimill can make it list the wiki again.
    """
    names = [path.stem for path in layout.ORIGINALS.glob("*.yaml") if not layout.derived(path.stem).exists()]
    return "|".join(sorted(re.escape(name) for name in names)) or "(?!)"


def unknown() -> str:
    """A pattern of the manifests of which nothing is here: these come out of the bucket."""
    names = {path.stem for folder in (layout.ORIGINALS, layout.DERIVED) for path in folder.glob("*.*")}
    return f"(?!(?:{'|'.join(sorted(map(re.escape, names)))})$)[A-Za-z0-9][A-Za-z0-9_.-]*"


def locked(manifest: str) -> Header | None:
    """The header of a manifest's lock; None when it has yet to be expanded.

    Raises:
        WikimillError: no such manifest, or an original that is not the one that was expanded.
    """
    original, lock = layout.original(manifest), layout.derived(manifest)
    if manifest in RESERVED:
        raise WikimillError(f"{original}: processed/{manifest} is where pages lie; give the manifest another name")
    if not lock.exists():
        if not original.exists():
            known = ", ".join(sorted(path.stem for path in layout.ORIGINALS.glob("*.yaml")))
            raise WikimillError(f"{original}: there is no such manifest; there are {known}")
        read_original(original)
        return None
    header = derived.read_header(lock)
    if original.exists() and read_original(original)[1] != header.original:
        raise WikimillError(
            f"{original} changed since {lock} was made from it; `snakemake refresh` lists the wiki again, or undo the "
            "change"
        )
    return header


MOST_CORES = 64


@_in_one_line
def readers(wildcards: Any) -> int:
    """Processes that read a manifest's texts: a dump by as many as there are cores; others are asked one by one."""
    origin = _origin(wildcards.manifest)
    return MOST_CORES if isinstance(origin, WikiOrigin) and origin.dump else 1


def expanded(config: Config) -> Callable[[Any], list[str]]:
    """An input function: the record of a manifest's expanded templates, where the wiki expands them."""

    @_in_one_line
    def record(wildcards: Any) -> list[str]:
        if config.convert.templates != "server" or not isinstance(_origin(wildcards.manifest), WikiOrigin):
            return []
        return [str(layout.expanded(wildcards.manifest))]

    return record


@_in_one_line
def templates_stamp(wildcards: Any) -> str:
    """A file that is renewed when the lock of a manifest's templates is not the one that was last used.

    The lock is a source file, and what pages need of it is in no file that Snakemake knows.
    """
    record = layout.expanded(wildcards.manifest)
    path = record.with_suffix(".stamp")
    other = record.exists() and record.read_text().strip() != templates.digest(layout.templates(wildcards.manifest))
    if not path.exists() or other:
        write_text(path, f"{time.time_ns()}\n")
    return str(path)


def templates_of_host(config: Config) -> Callable[[Any], list[str]]:
    """An input function: the locks of a wiki's templates, where the wiki expands them."""

    @_in_one_line
    def locks(wildcards: Any) -> list[str]:
        shared = templates.sharing(f"mediawiki/{wildcards.host}") if config.convert.templates == "server" else []
        return [str(path) for path in shared]

    return locks


@_in_one_line
def locks_of_host(wildcards: Any) -> list[str]:
    """The derived manifests of a wiki: when one moves its pins, a page's wikitext is looked up again."""
    return [str(path) for path, _ in derived.sharing(layout.DERIVED, f"mediawiki/{wildcards.host}")]


def shards(config: Config, checkpoints: Any, workflow: Any) -> Callable[[Any], list[str]]:
    """An input function: the tables of a manifest's shards, once it is expanded and fetched.

    Fetching is no input of a shard: each would run again whenever one page moved.
    """

    @_in_one_line
    def tables(wildcards: Any) -> list[str]:
        if buckets.used(workflow) and re.fullmatch(unknown(), wildcards.manifest):
            checkpoints.bring.get(manifest=wildcards.manifest)
        header = locked(wildcards.manifest)
        if not workflow.dryrun and (header is None or not layout.fetched(wildcards.manifest).exists()):
            # Snakemake does not mind that a checkpoint's file is gone when what is made after it is there.
            shutil.rmtree(layout.pages(wildcards.manifest).parent, ignore_errors=True)
        if header is None:
            checkpoints.expand.get(manifest=wildcards.manifest)
            header = derived.read_header(layout.derived(wildcards.manifest))
        checkpoints.fetch.get(manifest=wildcards.manifest)
        count = layout.shard_count(header.pages, config.convert.shard_pages)
        return [str(layout.shard_index(wildcards.manifest, shard)) for shard in layout.shard_names(count)]

    return tables


@_in_one_line
def stamp(wildcards: Any) -> str:
    """A file that is renewed when a shard has other pins, or files of it are gone, so that its rule runs again.

    Snakemake does not know the pages of a shard: as one job each they would cost more than their
    conversion. Listing the folders once costs milliseconds.
    """
    index = layout.shard_index(wildcards.manifest, wildcards.shard)
    path = index.with_suffix(".stamp")
    number, count = map(int, wildcards.shard.split("-of-"))
    digest = pins.digests(wildcards.manifest, count)[number]
    known = path.read_text().split()[1:] if path.exists() else []
    unfetched = not layout.fetched(wildcards.manifest).exists()
    if known != [digest] or unfetched or (index.exists() and _has_gone(index)):
        write_text(path, f"{time.time_ns()} {digest}\n")
    return str(path)


def merged_stamp(wildcards: Any) -> str:
    """The same for `pages.tsv`, which Snakemake knows only as part of its folder, and for the shards' tables.

    A shard's job that failed leaves no table; beside an older `processed/NAME` Snakemake would not miss it.
    """
    folder = layout.SHARDS / wildcards.manifest
    path, pages = folder / "pages.stamp", layout.pages(wildcards.manifest)
    lost = any(not state.with_suffix(".tsv").exists() for state in folder.glob("*.state"))
    if not path.exists() or lost or (pages.parent.exists() and not pages.exists()):
        write_text(path, f"{time.time_ns()}\n")
    return str(path)


def corpus_manifests(config: Config) -> list[str]:
    """The manifests of the training set: those named, else all that were built."""
    built = [path.parent.name for path in Path("processed").glob("*/pages.tsv")]
    return config.corpus.manifests or sorted(built)


def corpus_pages(config: Config, workflow: Any) -> Callable[[Any], list[str]]:
    """An input function: the folders of the manifests' page tables.

    Where no page is, a corpus that lies in the bucket is a source: it was made elsewhere, and is not made again.
    """

    @_in_one_line
    def folders(_wildcards: Any) -> list[str]:
        manifests = corpus_manifests(config)
        here = any(layout.pages(manifest).exists() for manifest in manifests)
        if not here and buckets.has(workflow, f"corpus/{config.run}/pages.parquet"):
            return []
        if not manifests:
            raise WikimillError(
                "processed/: no manifest was built yet; build one (snakemake -j8 processed/startrek) or name it in "
                "corpus.manifests"
            )
        return [str(layout.pages(manifest).parent) for manifest in manifests]

    return folders


def vocabulary_source(config: Config, pages: str) -> Callable[[Any], dict[str, str]]:
    """An input function: what the rule `vocabulary` reads, the corpus to train on, or the files of a vocabulary."""

    @_in_one_line
    def source(_wildcards: Any) -> dict[str, str]:
        match config.tokenizer.vocabulary:
            case "corpus":
                return {"source": pages}
            case "gpt2":
                name = config.train.init if config.train.init in RELEASED_MODELS else "124M"
                files = [layout.MODELS / name / file for file in forms.HUGGING_FACE]
            case given:
                files = [local(str(file)) for file in forms.files(Path(given))]
        return dict(zip(("source", "merges"), map(str, files), strict=False))  # one file may hold both

    return source


def vocabulary_command(config: Config) -> str:
    """The subcommand, with its options, that makes the vocabulary."""
    if config.tokenizer.vocabulary == "corpus":
        return f"vocabulary --size {config.tokenizer.size}"
    return "copy-vocabulary"


def base_model(config: Config) -> Callable[[Any], list[str]]:
    """An input function: the files of the model that training starts from; none for one from scratch."""

    @_in_one_line
    def files(_wildcards: Any) -> list[str]:
        folder = _base_folder(config)
        if folder is None:
            return []
        if config.train.init in RELEASED_MODELS:
            return [str(folder / file) for file in released.FILES]
        return [local(str(file)) for file in model_files.of(folder)]

    return files


def base_option(_wildcards: Any, input: Any) -> str:
    """A parameter: the option that names the folder of that model, wherever Snakemake keeps it."""
    return f"--base {shlex.quote(str(Path(input.base[0]).parent))}" if input.base else ""


def evaluation(made: Sequence[str]) -> Callable[[Any], list[str]]:
    """An input function: the evaluation of a run, where somebody asked for one."""
    return lambda _wildcards: [path for path in made if Path(path).exists()]


def _origin(manifest: str) -> Origin:
    lock = layout.derived(manifest)
    if lock.exists():
        return derived.read_header(lock).origin
    return read_original(layout.original(manifest))[0].origin(manifest)


def _base_folder(config: Config) -> Path | None:
    init = config.train.init
    if init == "scratch":
        return None
    return layout.MODELS / init if init in RELEASED_MODELS else Path(init)


@cache
def _has_gone(index: Path) -> bool:
    return any(row.path and not _present(row.path) for row in table.read(index))


def _present(markdown: str) -> bool:
    folder, name = os.path.split(markdown)  # as strings: called for every page
    if name not in _listing(folder):
        return False
    kind, slash, host = folder.removeprefix("processed/").partition("/")
    return kind != "mediawiki" or f"{name.removesuffix('.md')}.wiki" in _listing(f"raw/{kind}{slash}{host}")


@cache
def _listing(folder: str) -> frozenset[str]:
    try:
        return frozenset(entry.name for entry in os.scandir(folder))
    except FileNotFoundError:
        return frozenset()
