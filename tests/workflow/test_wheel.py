"""wikimill outside a clone: the wheel, installed, makes a project that runs."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.clone import ROOT, jobs
from wikimill.scaffold.project import project_files


def run(*command: str | Path, folder: Path) -> str:
    """What a command printed; it must succeed."""
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an environment with the wheel and the locked packages, but not with this clone."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=ROOT)
    (wheel,) = folder.glob("wikimill-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", folder=folder)
    python = folder / "venv/bin/python"
    options = ("--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel, folder=folder)
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=folder).strip()
    # A plain path: the `.pth` file of the clone that lies there is not read.
    Path(site, "packages.pth").write_text(sysconfig.get_path("purelib"))
    where = run(python, "-c", "import wikimill; print(wikimill.__file__)", folder=folder)
    assert where.startswith(site)
    return python


def test_the_wheel_makes_a_project_that_runs(python: Path, tmp_path: Path) -> None:
    printed = run(python.with_name("wikimill"), "init", "--demo", "my wiki", folder=tmp_path)
    project = tmp_path / "my wiki"
    for name, content in project_files(with_demo=True).items():  # those of the clone
        assert (project / name).read_bytes() == content
    assert "cd 'my wiki'" in printed
    command = "snakemake --configfile config/demo.yaml"
    assert command in printed
    assert command in (project / "README.md").read_text()

    snakemake: tuple[str | Path, ...] = (python, "-m", *command.split())
    printed = run(*snakemake, "--dry-run", folder=project)
    assert jobs(printed) >= {"pages_table", "encode", "train", "generate", "report"}
    run(*snakemake, "-j2", "processed/demo", folder=project)
    rows = (project / "processed/demo/pages.tsv").read_text().splitlines()
    assert sum("\tok\t" in row for row in rows) > 60
    assert "corncrake" in (project / "processed/mediawiki/skerrow.example/Corncrake.md").read_text().lower()
    assert "Nothing to be done" in run(*snakemake, "-j2", "processed/demo", folder=project)
