"""The conda environments name the versions of the lock, and the lock names no registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def locked(name: str) -> set[tuple[str, str]]:
    """Names and versions of a lock."""
    text = (ROOT / "requirements" / name).read_text()
    return {(canonical(package), version) for package, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M)}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.split("[", maxsplit=1)[0]).lower()


@pytest.mark.parametrize(("environment", "lock"), [("corpus", "corpus"), ("train", "all"), ("cuda", "all")])
def test_conda_environments_have_the_locks_versions(environment: str, lock: str) -> None:
    content = yaml.safe_load((ROOT / f"envs/{environment}.yaml").read_text())
    (pip,) = [entry["pip"] for entry in content["dependencies"] if isinstance(entry, dict)]
    assert {(canonical(name), version) for name, version in (line.split("==") for line in pip)} <= locked(f"{lock}.txt")


def test_the_corpus_environment_has_every_dependency_and_no_tensorflow() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {canonical(re.split(r"[<>=;\[ ]", line)[0]) for line in project["dependencies"]}
    content = yaml.safe_load((ROOT / "envs/corpus.yaml").read_text())
    (pip,) = [entry["pip"] for entry in content["dependencies"] if isinstance(entry, dict)]
    assert {canonical(line.split("==")[0]) for line in pip} | {"snakemake"} == wanted
    assert not {name for name, _ in locked("corpus.txt")} & {
        "tensorflow",
        "tensorflow-cpu",
        "gpt-2-simple",
        "keras",
        "jax",
        "torch",
    }


@pytest.mark.parametrize("environment", ["train", "cuda"])
def test_the_model_environments_have_every_dependency_of_models(environment: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extra = {canonical(re.split(r"[<>=;\[ ]", line)[0]) for line in project["optional-dependencies"]["train"]}
    content = yaml.safe_load((ROOT / f"envs/{environment}.yaml").read_text())
    (pip,) = [entry["pip"] for entry in content["dependencies"] if isinstance(entry, dict)]
    assert extra - {"tensorflow-cpu"} <= {canonical(line.split("==")[0]) for line in pip}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_have_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "index-url" not in text
    if lock.name != "overrides.txt":
        assert text.count("==") <= text.count("--hash=sha256:")


def test_the_corpus_half_imports_no_tensorflow() -> None:
    import subprocess
    import sys

    script = (
        "import sys, wikimill.cli, wikimill.workflow, wikimill.corpus.encode, wikimill.convert.shard\n"
        "sys.exit(any(name.split('.')[0] in ('tensorflow', 'keras', 'gpt_2_simple') for name in sys.modules))\n"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
