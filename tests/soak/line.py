"""The whole line on the embedded wiki, from its manifest to the report of a tiny model."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

from tests.clone import Clone

OPTIONS = ("--configfile", "soak.yaml")
CONFIG = """\
run: soak
corpus: {manifests: [demo], val_fraction: 0.1}
tokenizer: {vocabulary: corpus, size: 300}
train:
  init: scratch
  architecture: {n_ctx: 32, n_embd: 8, n_head: 2, n_layer: 1}
  steps: 12
  batch_size: 2
  sample_length: 16
  print_every: 4
  val_every: 6
  save_every: 3
generate: {nsamples: 2, length: 10}
"""
BUILT = ("manifests/derived", "cache", "raw", "processed", "corpus", "out")
COMPARED = ("manifests/derived", "raw", "processed", "corpus", "out/soak/model", "out/soak/samples")


class Line(NamedTuple):
    """A clone with everything built, and how many seconds that took."""

    clone: Clone
    seconds: float

    @property
    def digests(self) -> dict[str, str]:
        """See `digests`."""
        return digests(self.clone)


def build(folder: Path) -> Line:
    """The line undisturbed; a process that finds it built takes it as it is."""
    done = folder / "seconds.json"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        clone = Clone(folder / "undisturbed")
        if not done.exists():
            shutil.rmtree(clone.folder, ignore_errors=True)
            clone = fresh(clone.folder)
            clone.snakemake("--dry-run", *OPTIONS)  # which also starts the server of programs
            began = time.monotonic()
            clone.snakemake(*OPTIONS)
            done.write_text(json.dumps(time.monotonic() - began))
        return Line(clone, json.loads(done.read_text()))


def fresh(folder: Path) -> Clone:
    """A clone in which nothing is built."""
    clone = Clone.make(folder)
    clone.write("soak.yaml", CONFIG)
    return clone


def digests(clone: Clone) -> dict[str, str]:
    """The sha256 of every file of pages, corpus, tokens, model and samples, by path; those that are there."""
    return {
        f"{folder}/{name}": hashlib.sha256(data).hexdigest()
        for folder in COMPARED
        for name, data in clone.files(folder).items()
    }


def differences(ours: dict[str, str], theirs: dict[str, str]) -> list[str]:
    """The paths of files that are not the same in both, or in one alone."""
    return sorted(path for path in ours.keys() | theirs.keys() if ours.get(path) != theirs.get(path))
