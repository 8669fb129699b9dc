"""What decides the numbers of a training: another one starts anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wikimill.config.training import Train
from wikimill.files import sha256
from wikimill.model.formats import files
from wikimill.model.weights import Shape

# Options that leave the numbers as they are. How many steps there are matters to some schedules only.
WITHOUT_EFFECT = {
    "steps", "epochs", "print_every", "val_every", "early_stopping", "sample_every", "sample_num", "save_every",
    "keep_checkpoints", "keep", "resume", "formats", "tensorboard", "architecture", "init",
    "launcher", "environment",
}  # fmt: skip


def of(corpus: Path, base: Path | None, shape: Shape, options: Train) -> dict[str, Any]:
    """Options, shape, and digests of what is read, by name."""
    names = ["train.bin", "val.bin", *(["train.targets"] if options.loss == "target" else [])]
    digests = {name: sha256(corpus / name) for name in names}
    started = {path.name: sha256(path) for path in files.of(base)} if base else "scratch"
    return {**options.model_dump(mode="json", exclude=WITHOUT_EFFECT), **shape.asdict(), "init": started, **digests}


def difference(old: dict[str, Any], new: dict[str, Any]) -> str:
    """What is other, as a person reads it."""
    parts = []
    for name in sorted(old.keys() | new.keys()):
        one, other = old.get(name), new.get(name)
        if one != other:
            is_content = isinstance(other, dict) or "." in name
            parts.append(f"{name} changed" if is_content else f"{name} is {other}, was {one}")
    return ", ".join(parts)
