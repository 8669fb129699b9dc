"""What the doctor reports about Python, its packages, pandoc and Snakemake."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pypandoc
import pytest

from tests.fork_server import BIN
from tests.unit.doctor.helpers import script, single, write
from wikimill.doctor import installation


def test_an_old_python() -> None:
    assert single(installation.python((3, 10, 4)))[0] == "problem"
    assert single(installation.python())[0] == "ok"


def test_packages_that_are_missing_or_not_as_locked(project_folder: Path) -> None:
    assert single(installation.packages())[:2] == ("ok", "no requirements/all.txt here to compare with")
    other = "[project.optional-dependencies]\ntrain = ['nope-too']\n"
    write("pyproject.toml", f"[project]\ndependencies = ['Nope>=1', 'click>=8', 'x; sys_platform == \"nix\"']\n{other}")
    lock = [
        "click==0.1 ; sys_platform == 'nix' \\",
        "    --hash=0",
        "click==1.2 ; python_version > '3' \\",
        "    --hash=1",
    ]
    write("requirements/all.txt", "\n".join(lock))
    missing, differs = installation.packages()
    assert (missing.status, missing.found) == ("problem", "missing: nope")
    assert missing.fix == "python -m pip install --require-hashes --no-deps -r requirements/corpus.txt"
    assert differs.status == "warning"
    assert differs.found.endswith(" (locked: 1.2)")


@pytest.fixture
def pandoc() -> Iterator[None]:
    """Makes pypandoc look for pandoc again, before and after the test."""
    pypandoc.clean_pandocpath_cache()
    yield
    pypandoc.clean_pandocpath_cache()


def test_pandoc(pandoc: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    status, found, _ = single(installation.pandoc())
    assert status == "ok"
    assert found.endswith("pypandoc/files/pandoc")


def test_no_pandoc(pandoc: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYPANDOC_PANDOC", str(tmp_path / "none"))
    assert single(installation.pandoc()) == ("problem", "not found", "unset PYPANDOC_PANDOC")


def with_pandoc(body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, str]:
    """The finding where a pandoc that is this shell script comes first on the PATH."""
    script(tmp_path, "pandoc", body)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return single(installation.pandoc())


def test_a_pandoc_without_lua(pandoc: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, found, fix = with_pandoc('[ "$1" = --version ] && echo "pandoc 99.1"', tmp_path, monkeypatch)
    assert (status, found) == ("problem", "pandoc cannot run Lua programs")
    assert fix.startswith("remove that pandoc, and run `python -m pip install ")


def test_another_pandoc(pandoc: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, found, fix = with_pandoc('[ "$1" = --version ] && echo "pandoc 99.1" || printf 99.1', tmp_path, monkeypatch)
    assert (status, fix) == ("warning", "remove that pandoc from the PATH")
    assert found.startswith("99.1 at pandoc is used instead of ")


def test_snakemake_off_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}")
    status, found, fix = single(installation.snakemake())
    assert (status, fix) == ("warning", f"source {BIN}/activate")
    assert found.endswith("is not on the PATH")
    script(tmp_path, "snakemake", "")
    status, found, _ = single(installation.snakemake())
    assert (status, found) == ("warning", f"{tmp_path}/snakemake is not the one of this Python, {BIN}/snakemake")
    monkeypatch.setenv("PATH", f"{BIN}:{tmp_path}")
    assert single(installation.snakemake())[0] == "ok"
