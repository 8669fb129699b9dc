"""The training set, as its rules see it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from snakemake.io import local

from wikimill import layout
from wikimill.config.model import Config
from wikimill.config.training import RELEASED_MODELS
from wikimill.corpus.tokens import tokenizer_files
from wikimill.errors import WikimillError
from wikimill.workflow import bucket
from wikimill.workflow.convert import manifest_stamp
from wikimill.workflow.errors import exit_on_error


def corpus_manifests(config: Config) -> list[str]:
    """The manifests of the training set: those named, else all that were built and are not excluded."""
    built = {path.parent.name for path in layout.PROCESSED.glob("*/pages.tsv")}
    return config.corpus.manifests or sorted(built.difference(config.corpus.exclude_manifests))


def page_tables(config: Config, workflow: Any) -> Callable[[Any], list[str]]:
    """An input function: the folders of the manifests' page tables, and their stamps.

    Where no page is, a corpus that lies in the bucket is a source: it was made elsewhere, and is not made again.
    """

    @exit_on_error
    def folders(_wildcards: Any) -> list[str]:
        manifests = corpus_manifests(config)
        is_here = any(layout.pages(manifest).exists() for manifest in manifests)
        if not is_here and bucket.has_file(workflow, f"corpus/{config.run}/pages.parquet"):
            return []
        if not manifests:
            raise WikimillError(
                f"processed/: no manifest was built yet{_aside(config)}; build one (snakemake -j8 processed/startrek) "
                "or name it in corpus.manifests"
            )
        return [
            *(str(layout.pages(manifest).parent) for manifest in manifests),
            *(manifest_stamp(manifest) for manifest in manifests),
        ]

    return folders


def _aside(config: Config) -> str:
    excluded = ", ".join(config.corpus.exclude_manifests)
    return excluded and f", aside from {excluded} (corpus.exclude_manifests)"


def verifications(config: Config) -> Callable[[Any], list[str]]:
    """An input function: how often manifests are expanded as their wikis do, where somebody measured it."""

    @exit_on_error
    def files(_wildcards: Any) -> list[str]:
        paths = (layout.verification(manifest) for manifest in corpus_manifests(config))
        return [str(path) for path in paths if path.exists()]

    return files


def vocabulary_source(config: Config, pages: str) -> Callable[[Any], dict[str, str]]:
    """An input function: what the rule `vocabulary` reads, the corpus to train on, or the files of a vocabulary."""

    @exit_on_error
    def source(_wildcards: Any) -> dict[str, str]:
        match config.tokenizer.vocabulary:
            case "corpus":
                return {"source": pages}
            case "gpt2" if config.train.init not in (*RELEASED_MODELS, "scratch"):
                files = [local(str(file)) for file in tokenizer_files.find_tokenizer_files(Path(config.train.init))]
            case "gpt2":
                name = config.train.init if config.train.init in RELEASED_MODELS else "124M"
                files = [layout.MODELS / name / file for file in tokenizer_files.HUGGING_FACE]
            case folder:
                files = [local(str(file)) for file in tokenizer_files.find_tokenizer_files(Path(folder))]
        return dict(zip(("source", "merges"), map(str, files), strict=False))  # one file may hold both

    return source
