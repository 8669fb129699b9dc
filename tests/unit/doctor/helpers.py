"""What tests of the doctor share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.clone import ROOT
from wikimill.doctor import gpu
from wikimill.doctor.finding import Findings

CONFIG = Path("config/config.yaml")


def single(findings: Findings) -> tuple[str, str, str]:
    """Status, what was found and the fix, of a check that yields one finding."""
    (found,) = findings
    return found.status, found.found, found.fix


def script(folder: Path, name: str, text: str) -> Path:
    """An executable bash script of this name."""
    path = folder / name
    folder.mkdir(exist_ok=True)
    path.write_text(f"#!{Path('/bin/bash')}\n{text}\n")
    path.chmod(0o755)
    return path


def write(path: Path | str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def manifest(name: str, text: str) -> None:
    write(f"manifests/originals/{name}.yaml", text)


def make_project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Change to `folder`, as a project without manifests, and to an environment without credentials."""
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("WIKIMILL_")]:
        monkeypatch.delenv(name)
    (folder / "workflow").symlink_to(ROOT / "workflow")
    write(CONFIG, "run: main\n")
    return folder


def make_stubs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Libraries that are complete and see a CPU, found before those that are installed."""
    devices = "lambda: [SimpleNamespace(platform='cpu', device_type='CPU')]"
    head = "from types import SimpleNamespace\n__version__ = '1.2'\n"
    write(folder / "keras.py", head)
    write(folder / "tensorflow.py", f"{head}config = SimpleNamespace(list_physical_devices={devices})\n")
    write(folder / "jax.py", f"{head}devices = {devices}\n")
    write(folder / "onnxruntime.py", head)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", f"{folder}:{ROOT / 'src'}")
    return folder


def fake_nvidia_smi(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Yields a function that installs an `nvidia-smi` with the given text; before that there is none on the PATH."""

    def install(text: str) -> None:
        script(folder, "nvidia-smi", text)
        gpu.query_gpus.cache_clear()

    gpu.query_gpus.cache_clear()
    monkeypatch.setenv("PATH", f"{folder}")
    yield install
    gpu.query_gpus.cache_clear()
