"""Saved steps: `out/<run>/checkpoints/step-00000500`, each a model in Hugging Face's format."""

from __future__ import annotations

from pathlib import Path

from wikimill.errors import WikimillError

FOLDER = "checkpoints"


def folder(output: Path, step: int) -> Path:
    """Where a step is saved, in the folder `out/<run>`."""
    return output / FOLDER / f"step-{step:08d}"


def steps(output: Path) -> list[int]:
    """The saved steps, ascending."""
    return sorted(int(path.name.removeprefix("step-")) for path in (output / FOLDER).glob("step-*"))


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
