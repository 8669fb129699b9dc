"""A corpus as a dataset for a hub: tables of its splits, its card, and all that makes it again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wikimill import layout
from wikimill.config.load import load_files
from wikimill.config.model import HUB_SPLITS
from wikimill.corpus.card.citation import CITATION
from wikimill.corpus.card.decisive import RECREATION, RENDERERS, renderer_names
from wikimill.corpus.tokens.tokenizer_files import OPENAI, TOKENIZER
from wikimill.errors import WikimillError
from wikimill.files import atomic_folder, digest_if_exists, sha256, write_text
from wikimill.layout import PROVENANCE
from wikimill.manifest.names import check_name
from wikimill.publish.release import CARD, LICENCE, Release, damaged, licence_text, place, read_json, read_licences

log = logging.getLogger(__name__)

DESCRIPTIONS = (CARD, PROVENANCE, RECREATION, CITATION)
# Of the files that the provenance has a sha256 of; `pages.parquet` has the rows of the splits once more.
TABLES = (
    "pages.schema.json",
    "left_out.tsv",
    "taken_out.tsv",
    "statistics.json",
    "attribution.tsv",
    *(f"pages-{split}.parquet" for split in HUB_SPLITS.values()),
    *(f"tokenizer/{name}" for name in OPENAI),
)
LOCKS = {
    "lock": layout.lock,
    "templates": layout.templates_lock,
    "site": layout.site_file,
    "answers": layout.expansion_lock,
    "verification": layout.verification,
}


@dataclass(frozen=True)
class Provenance:
    """What a `provenance.json` says of files: their sha256 by path, those of manifests relative to the project."""

    outputs: Mapping[str, str]
    locks: Mapping[Path, str]
    originals: Mapping[Path, str]
    has_renderers: bool


def prepare_dataset(corpus: Path, output: Path) -> Release:
    """Write the folder for a hub of the corpus in another folder.

    Every file must be the one that the card was written of: whoever makes the corpus again compares it with these.

    Raises:
        WikimillError: a file is missing, damaged, or not the one that `provenance.json` names.
    """
    found = read_provenance(corpus / PROVENANCE)
    files = {corpus / name: (name, found.outputs[name]) for name in TABLES if name in found.outputs}
    files |= {path: (str(path), digest) for path, digest in found.locks.items()}
    for path, digest in found.originals.items():
        if (there := digest_if_exists(path)) == digest:
            files[path] = (str(path), digest)
        elif there:
            log.warning("%s: it has changed since its pages were listed, and is left out", path)
    licences = read_licences(corpus / CARD)
    with atomic_folder(output) as folder:
        for source, (name, digest) in files.items():
            place(source, folder / name)
            if sha256(folder / name) != digest:
                fix = "run" if source in found.locks else "delete it, run"  # a lock is a source: it is never made anew
                raise WikimillError(
                    f"{source}: not the one that {corpus / PROVENANCE} names; {fix} snakemake corpus, publish again"
                )
        for name in (*DESCRIPTIONS, f"tokenizer/{TOKENIZER}"):
            place(corpus / name, folder / name)
        if found.has_renderers:
            _place_renderers(corpus.name, folder)
        write_text(folder / LICENCE, licence_text(corpus / "statistics.json"))
    return Release("dataset", corpus, output, licences)


def read_provenance(path: Path) -> Provenance:
    """What a `provenance.json` says of files. Paths are made of the names of manifests: what it says is not believed.

    Raises:
        WikimillError: there is none, or it is damaged.
    """
    facts = read_json(path, "provenance of a corpus")
    try:
        manifests = {check_name(_text(each["name"])): each for each in facts["manifests"]}
        return Provenance(
            {str(name): _text(digest) for name, digest in facts["outputs"].items()},
            {
                layout_of(name): _text(each[key]["sha256"])
                for name, each in manifests.items()
                for key, layout_of in LOCKS.items()
                if each[key]
            },
            {layout.original(name): _text(each["original"]["sha256"]) for name, each in manifests.items()},
            bool(facts["settings"]["convert"]["renderers"]),
        )
    except (LookupError, TypeError, AttributeError, WikimillError):
        raise damaged(path) from None


def _place_renderers(run: str, folder: Path) -> None:
    """The Lua files of `convert.renderers`, whose own paths the resolved configuration of the run has."""
    config = load_files([layout.run_config(run)])
    for path, name in zip(config.convert.renderers, renderer_names(config), strict=True):
        place(Path(path), folder / RENDERERS / name)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
