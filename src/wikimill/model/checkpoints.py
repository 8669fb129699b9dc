"""Saved steps: `out/<run>/checkpoints/step-00000500`, each a model in Hugging Face's format.

The newest hold what training needs to go on as well. Snakemake does not know the folder, so it never deletes it.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import safetensors
from safetensors.numpy import load_file, save_file

from wikimill.errors import WikimillError
from wikimill.files import atomic_folder
from wikimill.model.engine import State
from wikimill.model.formats import folder as formats

log = logging.getLogger(__name__)

FOLDER, REPLACED = "checkpoints", "replaced"
NAME = re.compile(r"step-(\d{8,})")
RECORD, STATE = "training.json", "optimizer.safetensors"
RESUMABLE = 2  # the newest, and the one before should that be damaged


@dataclass
class Record:
    """Where a training is.

    Args:
        identity: what decides its numbers, by name.
        resolved: what the options that say `auto` came to.
        rates_until: the number of steps that the learning rates were made for.
        step: steps done.
        rows: of the log, as `log.dumped` gives them.
        losses: of the steps since the last row.
        best_step: that of the lowest validation loss.
        best_loss: that loss, in nats a token; None before the first validation.
        waiting: validations since then.
    """

    identity: dict[str, Any]
    resolved: dict[str, Any]
    rates_until: int
    step: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    best_step: int = 0
    best_loss: float | None = None
    waiting: int = 0


def folder(output: Path, step: int) -> Path:
    """Where a step is saved, in the folder `out/<run>`."""
    return output / FOLDER / f"step-{step:08d}"


def steps(output: Path) -> list[int]:
    """The saved steps, ascending; folders of other names, such as copies that somebody made, are none."""
    names = (NAME.fullmatch(path.name) for path in (output / FOLDER).glob("step-*"))
    return sorted(int(name[1]) for name in names if name)


def saved(output: Path, step: int) -> Path:
    """The folder of a saved step.

    Raises:
        WikimillError: it is not saved.
    """
    path = folder(output, step)
    if not path.is_dir():
        known = ", ".join(map(str, steps(output))) or "none"
        raise WikimillError(f"{path}: step {step} is not saved; the saved steps are {known}")
    return path


def save(output: Path, step: int, model: formats.Model, tokenizer: Path) -> None:
    """Save a step's model alone."""
    with atomic_folder(folder(output, step)) as made:
        formats.write(made, model, tokenizer, ["huggingface"])


def save_training(
    output: Path, record: Record, model: Callable[[], formats.Model], tokenizer: Path, state: Callable[[], State]
) -> None:
    """Save a step's model, and all that training needs to go on from it. Each is copied only while it is written."""
    with atomic_folder(folder(output, record.step)) as made:
        formats.write(made, model(), tokenizer, ["huggingface"])
        with formats.full_disk(made):
            save_file(state(), made / STATE)
        (made / RECORD).write_text(json.dumps(asdict(record)) + "\n")


def prune(output: Path, record: Record, keep: int) -> None:
    """Delete what is no longer needed: beside the best step, all but the `keep` newest (0 keeps all).

    A step that was saved only for being the best goes as soon as another is; states go from all but the newest.
    """
    trained = [step for step in steps(output) if (folder(output, step) / RECORD).exists()]
    for step in trained[:-RESUMABLE]:
        (folder(output, step) / STATE).unlink(missing_ok=True)
    kept = {record.best_step, *(trained[-keep:] if keep else trained)}
    for step in steps(output):
        if step not in kept:
            shutil.rmtree(folder(output, step))


def latest(output: Path) -> tuple[Record, formats.Model, State] | None:
    """The last whole checkpoint from which training can go on; None when there is none."""
    for step in reversed(steps(output)):
        path = folder(output, step)
        if not (path / STATE).exists():
            continue
        try:
            record = Record(**json.loads((path / RECORD).read_text()))
            return record, formats.read(path), load_file(path / STATE)
        except (WikimillError, OSError, ValueError, TypeError, safetensors.SafetensorError) as error:
            log.warning("%s: no whole checkpoint (%s); going back to the one before", path, error)
    return None


def put_aside(output: Path) -> None:
    """Move the checkpoints of another training to `replaced/`, where the next such move replaces them."""
    if steps(output):  # a training that saved none leaves `replaced/` as it is
        shutil.rmtree(output / REPLACED, ignore_errors=True)
        (output / FOLDER).rename(output / REPLACED)
