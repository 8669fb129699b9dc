"""The conda environments name the versions of the lock, and the lock names no registry."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from rattler import MatchSpec

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def locked_versions(name: str) -> set[tuple[str, str]]:
    """Names and versions of a lock."""
    text = (ROOT / "requirements" / name).read_text()
    return {(canonical(package), version) for package, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M)}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.split("[", maxsplit=1)[0]).lower()


def pip_versions(environment: str) -> dict[str, str]:
    """What pip installs in a conda environment: versions by name, as a Linux machine of the environment's Python."""
    content = yaml.safe_load((ROOT / f"envs/{environment}.yaml").read_text())
    *specs, section = content["dependencies"]
    for spec in specs:
        MatchSpec(spec, strict=True)  # raises
    (python,) = (spec.removeprefix("python =") for spec in specs if spec.startswith("python "))
    machine = {"python_full_version": f"{python}.0", "sys_platform": "linux", "platform_machine": "x86_64"}
    lines = [Requirement(line) for line in section["pip"]]
    installed = [line for line in lines if not line.marker or line.marker.evaluate(machine)]
    versions = {canonical(line.name): str(line.specifier).removeprefix("==") for line in installed}
    assert len(versions) == len(installed)
    return versions


def test_the_conda_environments_are_what_the_locks_make() -> None:
    there = {path.name: path.read_text() for path in (ROOT / "envs").iterdir() if path.name != "driver.sh"}
    assert there == runpy.run_path(str(ROOT / "requirements/conda.py"))["files"]()  # else run it


@pytest.mark.parametrize("environment", ["corpus", "train", "cuda"])
def test_a_conda_environment_has_every_dependency_in_the_version_of_the_lock(environment: str) -> None:
    versions = pip_versions(environment)
    assert set(versions.items()) <= locked_versions(f"{environment}.txt")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + (project["optional-dependencies"]["train"] if environment != "corpus" else [])
    assert {canonical(Requirement(line).name) for line in wanted} - {"tensorflow-cpu"} <= set(versions)
    assert ("tensorflow" in versions) == (environment != "corpus")
    assert ("nvidia-cudnn-cu12" in versions) == (environment == "cuda")
    assert not {name for name in versions if name.endswith("-cu13")}  # would overwrite files of -cu12


def test_all_locks_have_the_same_versions() -> None:
    every = locked_versions("all.txt")
    for lock in ("corpus", "train", "cuda", "cluster", "quick"):
        known = {name for name, _ in every}
        assert {(name, version) for name, version in locked_versions(f"{lock}.txt") if name in known} <= every, lock


def test_the_corpus_lock_has_no_tensorflow() -> None:
    assert not {name for name, _ in locked_versions("corpus.txt")} & {
        "tensorflow",
        "tensorflow-cpu",
        "gpt-2-simple",
        "keras",
        "jax",
        "torch",
    }


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_have_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "index-url" not in text
    if not lock.name.endswith("overrides.txt"):
        assert text.count("==") <= text.count("--hash=sha256:")


@pytest.mark.slow
def test_the_package_brings_the_rules_and_filters_to_workflows_that_use_it(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    tracked = subprocess.run(
        ["git", "ls-files", "workflow", "envs"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert {f"wikimill/project/{name}" for name in tracked.stdout.split()} <= set(ZipFile(wheel).namelist())


@pytest.mark.slow
def test_the_corpus_half_imports_no_tensorflow() -> None:
    script = (
        "import sys, wikimill.cli, wikimill.workflow, wikimill.corpus.tokens.encode, wikimill.convert.shard\n"
        "sys.exit(any(name.split('.')[0] in ('tensorflow', 'keras', 'gpt_2_simple') for name in sys.modules))\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
