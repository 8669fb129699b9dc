"""What a run was made from and with: filters, vocabulary, corpus, versions, the project's git revision."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pypandoc

from wikimill.convert.recipe import Recipe
from wikimill.corpus.card.environment import find_version
from wikimill.corpus.tokens.tokenizer_files import find_tokenizer_files
from wikimill.files import sha256

# Those that decide the bytes of corpus, model or samples, if installed.
LIBRARIES = [
    "wikimill",
    "snakemake",
    "lupa",
    "babel",
    "wikitextprocessor",
    "pypandoc_binary",
    "lxml",
    "pyarrow",
    "numpy",
    "tokenizers",
    "gigatoken",
    "rensa",
    "py3langid",
    "keras",
    "tensorflow",
    "tensorflow-cpu",
    "jax",
    "gpt-2-simple",
    "onnxruntime",
]


def digest_files(corpus: Path, recipe: Recipe) -> Iterator[tuple[str, str]]:
    """Names and sha256 of what decides the corpus, and of its table."""
    yield "recipe: filters, template renderers, options, pandoc", recipe.digest
    yield from ((str(path), sha256(path)) for path in recipe.filters)
    for path in find_tokenizer_files(corpus / "tokenizer"):
        yield str(path), sha256(path)
    yield str(corpus / "pages.parquet"), sha256(corpus / "pages.parquet")


def find_versions() -> dict[str, str]:
    """Versions of Python, pandoc and the libraries."""
    found = {"Python": platform.python_version(), "pandoc": str(pypandoc.get_pandoc_version())}
    installed = {name: find_version(name) for name in LIBRARIES}
    return found | {name: version for name, version in installed.items() if version}


def git_revision(folder: Path = Path()) -> str:
    """The git revision of the project folder, with `-dirty` when files changed since."""
    command = ["git", "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "not a git repository"
