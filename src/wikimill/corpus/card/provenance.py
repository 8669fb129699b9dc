"""What a corpus was made from and with, for programs: `provenance.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wikimill import __version__, layout
from wikimill.config.model import Config
from wikimill.corpus.card.decisive import decisive_settings
from wikimill.corpus.card.environment import PYTHON, Lock, find_libraries
from wikimill.corpus.card.funnel import Source
from wikimill.corpus.tokens.tokenizer_files import find_tokenizer_files
from wikimill.files import sha256, write_text
from wikimill.layout import PROVENANCE

FORMAT = 1
TABLES = ("pages.parquet", "pages.schema.json", "left_out.tsv", "taken_out.tsv", "tokens.parquet", "train.npz")
COUNTS = ("statistics.json", "attribution.tsv")


def write_provenance(
    sources: Sequence[Source], config: Config, recipe: str, environment: Lock, folder: Path
) -> dict[str, str]:
    """Write `provenance.json` of the corpus in `folder`; returns the sha256 of its files, by name.

    It names no time, machine or absolute path, and of Python what wikimill needs instead of the version that ran: these
    decide no byte, and a corpus has the same bytes wherever it is made. The report of a run has them.

    Args:
        sources: the manifests that went in.
        config: all settings.
        recipe: the digest of filters, renderers, options and pandoc.
        environment: the lock of the libraries.
        folder: that of the corpus.

    Raises:
        WikimillError: a lock is missing.
    """
    outputs = {name: sha256(folder / name) for name in output_names(config, folder)}
    facts = {
        "format": FORMAT,
        "wikimill": __version__,
        "python": PYTHON,
        "libraries": find_libraries(config.corpus),
        "environment": asdict(environment),
        "manifests": [describe_manifest(source, config.convert.templates) for source in sources],
        "settings": decisive_settings(config),
        "recipe": recipe,
        "outputs": outputs,
    }
    write_text(folder / PROVENANCE, json.dumps(facts, indent=1, ensure_ascii=False) + "\n")
    return outputs


def describe_manifest(source: Source, templates: str) -> dict[str, Any]:
    """What is pinned for a manifest: path and sha256 of each lock, null of those that it has not.

    Args:
        source: the manifest.
        templates: the setting `convert.templates`.
    """
    name, header = source.manifest, source.header
    used = layout.locks_of(name, templates)
    files = {
        "lock": layout.lock(name),
        "templates": layout.templates_lock(name),
        "site": layout.site_file(name),
        "answers": layout.expansion_lock(name),
        "verification": layout.verification(name),
    }
    return {
        "name": name,
        "source": header.origin.name,
        "pages": header.pages,
        "date": header.date,
        "licence": header.licence,
        "original": {"path": str(layout.original(name)), "sha256": header.original},
        **{key: _describe(path) if path in used else None for key, path in files.items()},
    }


def output_names(config: Config, folder: Path) -> Iterable[str]:
    """The files of the corpus, but for those that say how it was made; in order of their names."""
    names = [*TABLES, *COUNTS, *(f"pages-{split}.parquet" for split in config.corpus.hub_splits)]
    names += [f"{split}.{kind}" for split in config.corpus.splits for kind in ("txt", "bin")]
    names += [f"tokenizer/{path.name}" for path in find_tokenizer_files(folder / "tokenizer")]
    return sorted(name for name in names if (folder / name).is_file())


def _describe(path: Path) -> dict[str, str]:
    return {"path": str(path), "sha256": sha256(path)}
