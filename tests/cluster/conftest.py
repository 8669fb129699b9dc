"""Clusters for tests, and the environment with Snakemake's plugins, which `make test` makes beside the usual one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import debian
from tests.clone import ROOT, Clone
from tests.cluster.slurm import Slurm


@pytest.fixture(scope="session")
def snakemake() -> list[str]:
    """The Snakemake that has the plugins."""
    path = ROOT / ".venv/cluster/bin/python"
    if not path.exists():
        debian.skip("there is no .venv/cluster; `make .venv/cluster/ready` makes it")
    return [str(path), "-m", "snakemake", "--printshellcmds"]  # which shows its own lines, too


@pytest.fixture
def slurm(tmp_path: Path) -> Iterator[Slurm]:
    """A Slurm of two nodes, idle."""
    programs = ("slurmctld", "slurmd", "srun", "munged")
    debian.install("Slurm", ["slurm-wlm", "munge"], lambda: all(map(shutil.which, programs)))
    cluster = Slurm(tmp_path / "slurm")
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """A clean clone."""
    return Clone.make(tmp_path / "wikimill")
