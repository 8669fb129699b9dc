"""Saved steps: `out/<run>/checkpoints/step-00000500`, each a model in Hugging Face's format.

The newest also contain what training needs to resume. Snakemake does not know the folder, so it never deletes it.
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

from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from wikimill.config.training import Train
from wikimill.corpus.tokens.loss_mask import LossMask
from wikimill.errors import WikimillError
from wikimill.files import atomic_folder, sha256
from wikimill.model.formats.files import model_files
from wikimill.model.formats.folder import Model, disk_full_errors, read_model, write_model
from wikimill.model.weights import Shape, State

log = logging.getLogger(__name__)

FOLDER, REPLACED = "checkpoints", "replaced"
NAME = re.compile(r"step-(\d{8,})")
RECORD, STATE = "training.json", "optimizer.safetensors"
RESUMABLE = 2  # the newest, and the one before in case that is damaged
# Options that do not change the numbers of a training. The number of steps matters to some schedules only.
WITHOUT_EFFECT = {
    "steps", "epochs", "print_every", "val_every", "early_stopping", "sample_every", "sample_num", "save_every",
    "keep_checkpoints", "keep", "resume", "formats", "gguf_type", "tensorboard", "architecture", "init",
    "launcher", "environment",
}  # fmt: skip


@dataclass
class Record:
    """How far a training is.

    Args:
        fingerprint: everything that decides its numbers, by name.
        resolved: the values of the options that say `auto`.
        rates_until: the number of steps that the learning rates were made for.
        step: steps done.
        rows: of the log, as `log.rows_to_json` returns them.
        losses: of the steps since the last row.
        best_step: that of the lowest validation loss.
        best_loss: that loss, in nats a token; None before the first validation.
        waiting: validations since then.
    """

    fingerprint: dict[str, Any]
    resolved: dict[str, Any]
    rates_until: int
    step: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    best_step: int = 0
    best_loss: float | None = None
    waiting: int = 0

    @classmethod
    def from_json(cls, text: str) -> Record:
        """What `to_json` wrote. In the file the fingerprint is called `identity`."""
        values = json.loads(text)
        return cls(values.pop("identity"), **values)

    def to_json(self) -> str:
        """One line."""
        values = asdict(self)
        return json.dumps({"identity": values.pop("fingerprint"), **values}) + "\n"


def fingerprint(
    corpus: Path, base: Path | None, shape: Shape, options: Train, loss_mask: LossMask | None
) -> dict[str, Any]:
    """Everything that decides the numbers of a training: options, shape, and digests of the files it reads, by name.

    A checkpoint with another fingerprint is not resumed.
    """
    digests = {name: sha256(corpus / name) for name in ("train.bin", "val.bin")}
    if loss_mask:
        digests["train.loss_mask"] = loss_mask.digest
    init = {path.name: sha256(path) for path in model_files(base)} if base else "scratch"
    return {**options.model_dump(mode="json", exclude=WITHOUT_EFFECT), **shape.asdict(), "init": init, **digests}


def difference(old: dict[str, Any], new: dict[str, Any]) -> str:
    """How two fingerprints differ, for a person to read."""
    parts = []
    for name in sorted(old.keys() | new.keys()):
        before, now = old.get(name), new.get(name)
        if before != now:
            is_content = isinstance(now, dict) or "." in name
            parts.append(f"{name} changed" if is_content else f"{name} is {now}, was {before}")
    return ", ".join(parts)


def folder(output: Path, step: int) -> Path:
    """Where a step is saved, in the folder `out/<run>`."""
    return output / FOLDER / f"step-{step:08d}"


def saved_steps(output: Path) -> list[int]:
    """The saved steps in order; folders with other names, such as copies that somebody made, are ignored."""
    names = (NAME.fullmatch(path.name) for path in (output / FOLDER).glob("step-*"))
    return sorted(int(name[1]) for name in names if name)


def saved_folder(output: Path, step: int) -> Path:
    """The folder of a saved step.

    Raises:
        WikimillError: it is not saved.
    """
    path = folder(output, step)
    if not path.is_dir():
        steps = ", ".join(map(str, saved_steps(output))) or "none"
        raise WikimillError(f"{path}: step {step} is not saved; the saved steps are {steps}")
    return path


def save_model(output: Path, step: int, model: Model, tokenizer: Path) -> None:
    """Save the model of a step, without what resuming needs."""
    with atomic_folder(folder(output, step)) as target:
        write_model(target, model, tokenizer, ["huggingface"])


def save_training(
    output: Path, record: Record, model: Callable[[], Model], tokenizer: Path, state: Callable[[], State]
) -> None:
    """Save the model of a step and what resuming needs. Each is in memory only while it is written."""
    with atomic_folder(folder(output, record.step)) as target:
        write_model(target, model(), tokenizer, ["huggingface"])
        with disk_full_errors(target):
            save_file(state(), target / STATE)
        (target / RECORD).write_text(record.to_json())


def prune(output: Path, record: Record, keep: int) -> None:
    """Delete what is no longer needed: all but the best step and the `keep` newest (0 keeps all).

    A step that was saved only because it was the best goes as soon as another is; all but the newest lose their state.
    """
    resumable = [step for step in saved_steps(output) if (folder(output, step) / RECORD).exists()]
    for step in resumable[:-RESUMABLE]:
        (folder(output, step) / STATE).unlink(missing_ok=True)
    kept = {record.best_step, *(resumable[-keep:] if keep else resumable)}
    for step in saved_steps(output):
        if step not in kept:
            shutil.rmtree(folder(output, step))


def latest(output: Path) -> tuple[Record, Model, State] | None:
    """The newest complete checkpoint from which training can resume; None if there is none."""
    for step in reversed(saved_steps(output)):
        path = folder(output, step)
        if not (path / STATE).exists():
            continue
        try:
            record = Record.from_json((path / RECORD).read_text())
            return record, read_model(path), load_file(path / STATE)
        except (WikimillError, OSError, ValueError, LookupError, TypeError, AttributeError, SafetensorError) as error:
            log.warning("%s: the checkpoint is incomplete (%s); trying the previous one", path, error)
    return None


def set_aside(output: Path) -> None:
    """Move the checkpoints of another training to `replaced/`; those that the last such move left there are deleted."""
    if saved_steps(output):  # a training that saved none leaves `replaced/` as it is
        shutil.rmtree(output / REPLACED, ignore_errors=True)
        (output / FOLDER).rename(output / REPLACED)
