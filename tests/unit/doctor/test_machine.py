"""What the doctor reports about folders and memory; tests/workflow/test_doctor.py has small and read-only disks."""

from __future__ import annotations

from pathlib import Path

from tests.unit.doctor.helpers import single
from wikimill.doctor import machine


def test_folders_that_cannot_be_written(project_folder: Path) -> None:
    assert single(machine.folders())[0] == "ok"
    assert not Path("cache").exists()
    Path("cache").write_text("a file")
    assert single(machine.folders()) == (
        "problem",
        "cannot write to cache (Not a directory)",
        "move the file cache away",
    )
    Path("cache").unlink()
    Path("cache").symlink_to(project_folder / "elsewhere")
    status, found, fix = single(machine.folders())
    assert (status, found) == ("problem", "cannot write to cache (No such file or directory)")
    assert fix == f"create the folder that cache links to: {project_folder}/elsewhere"


def test_memory_that_a_container_may_take(tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text("max\n")
    assert single(machine.memory((str(limit), str(tmp_path / "none"))))[1] == single(machine.memory(()))[1]
    limit.write_text("3000000000\n")
    assert single(machine.memory((str(limit),)))[0] == "warning"
    limit.write_text("500000000\n")
    status, found, _ = single(machine.memory((str(limit),)))
    assert (status, found) == ("problem", "0.5 of 0.5 GB available")
