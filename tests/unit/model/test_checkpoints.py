"""Folders of saved steps."""

from __future__ import annotations

from pathlib import Path

from wikimill.model import checkpoints


def test_copies_of_checkpoints_are_left_alone(tmp_path: Path) -> None:
    for name in ("step-00000010", "step-123456789", "step-00000010.bak", "step-good"):
        (tmp_path / "checkpoints" / name).mkdir(parents=True)
    assert checkpoints.saved_steps(tmp_path) == [10, 123456789]


def test_a_training_that_saved_nothing_replaces_nothing(tmp_path: Path) -> None:
    checkpoints.folder(tmp_path, 10).mkdir(parents=True)
    checkpoints.set_aside(tmp_path)
    (tmp_path / "checkpoints").mkdir()  # the disk was full
    checkpoints.set_aside(tmp_path)
    assert (tmp_path / "replaced/step-00000010").is_dir()
