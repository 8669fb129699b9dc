"""The folder for a hub of what a person names: a corpus, or a run with its model."""

from __future__ import annotations

from pathlib import Path

from wikimill import layout
from wikimill.errors import WikimillError
from wikimill.layout import PROVENANCE
from wikimill.publish.dataset import prepare_dataset
from wikimill.publish.model import prepare_model
from wikimill.publish.release import Release


def prepare(folder: Path, dataset: str | None = None) -> Release:
    """Write the folder for a hub of `corpus/RUN` or `out/RUN`, at the same path below `publish/`.

    Args:
        folder: what to publish, relative to the project.
        dataset: of a model, the repository of its corpus.

    Raises:
        WikimillError: it is neither, it is not finished or damaged, or a dataset's repository is given for a corpus.
    """
    parts = folder.parts
    if len(parts) != 2 or parts[0] not in ("corpus", "out") or ".." in parts:
        raise WikimillError(f"{folder}: it is neither corpus/RUN nor out/RUN; name one of these folders of the project")
    output, run = layout.PUBLISH / folder, parts[1]
    if parts[0] == "corpus":
        if dataset:
            raise WikimillError("--dataset is of models; leave it out, or name out/RUN")
        if not (folder / PROVENANCE).is_file():
            raise WikimillError(f"{folder}: there is no corpus with a {PROVENANCE}; build one (snakemake corpus)")
        return prepare_dataset(folder, output)
    return prepare_model(folder, Path("corpus") / run, output, dataset)
