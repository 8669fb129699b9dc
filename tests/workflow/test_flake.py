"""The flake, evaluated by a real Nix with a stand-in for nixpkgs, which has no more than the flake may use."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import debian

ROOT = Path(__file__).parents[2]
SETTINGS = """\
experimental-features = nix-command flakes
substituters =
build-users-group =
flake-registry =
sandbox = false
"""


@dataclass(frozen=True)
class Nix:
    """Nix with a store of its own in `folder`, where `flake` is a copy of the flake and `nixpkgs` the stand-in."""

    folder: Path

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `nix COMMAND` without a network."""
        own = {f"NIX_{name}_DIR": str(self.folder / name.lower()) for name in ("STORE", "STATE", "LOG", "CONF")}
        other = ["--offline", "--no-write-lock-file", "--override-input", "nixpkgs", f"path:{self.folder}/nixpkgs"]
        return subprocess.run(
            ["nix", *command.split(), *arguments, *other],
            env={**os.environ, **own, "HOME": str(self.folder)},
            text=True,
            capture_output=True,
            check=False,
        )

    def check(self) -> subprocess.CompletedProcess[str]:
        """Evaluate all that the flake has."""
        return self.run("flake check", "--no-build", f"path:{self.folder}/flake")

    def value(self, attribute: str) -> str:
        """An attribute of the flake, a text."""
        done = self.run("eval", "--raw", f"path:{self.folder}/flake#{attribute}")
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    """Nix; as root on Debian it is installed."""
    debian.install("Nix", ["nix-bin"], lambda: shutil.which("nix"))


@pytest.fixture
def nix(tmp_path: Path) -> Nix:
    """The flake as it is."""
    for name in ("flake.nix", "flake.lock", "envs/driver.sh"):
        target = tmp_path / "flake" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    for name, text in (("conf/nix.conf", SETTINGS), ("nixpkgs/flake.nix", Path(__file__).with_name("nixpkgs.nix"))):
        target = tmp_path / name
        target.parent.mkdir()
        target.write_text(text if isinstance(text, str) else text.read_text())
    return Nix(tmp_path)


def test_everything_in_the_flake_evaluates(nix: Nix) -> None:
    done = nix.check()
    assert done.returncode == 0, done.stderr
    for target in ("demo", "test", "lint"):
        assert nix.value(f"apps.aarch64-linux.{target}.program").endswith(f"/bin/wikimill-{target}")
        assert re.search(rf"^{target}:.*## ", (ROOT / "Makefile").read_text(), re.M)


@pytest.mark.parametrize("package", ["zlib", "python312"])
def test_a_package_that_nixpkgs_does_not_have_is_an_error(nix: Nix, package: str) -> None:
    path = nix.folder / "nixpkgs/flake.nix"
    path.write_text(path.read_text().replace(f"{package} = package", "other = package"))
    done = nix.check()
    assert done.returncode
    assert f"attribute '{package}' missing" in done.stderr


def test_cuda_has_a_shell_of_its_own(nix: Nix) -> None:
    shells = {name: f"devShells.x86_64-linux.{name}" for name in ("default", "cuda")}
    assert nix.value(f"{shells['default']}.drvPath") != nix.value(f"{shells['cuda']}.drvPath")
    hook = nix.value(f"{shells['default']}.shellHook")
    assert "cuda" not in hook
    assert "driver" not in hook
    hook = nix.value(f"{shells['cuda']}.shellHook")
    for name in (".venv-cuda/ready", "make cuda"):
        assert name in hook
    assert re.search(r"^\.venv-cuda/ready: requirements/cuda\.txt$", (ROOT / "Makefile").read_text(), re.M)
    # The shell says which driver it found, or that there is none.
    done = subprocess.run(
        ["bash", "-c", f'{hook}\necho "LIBRARIES=${{LD_LIBRARY_PATH:-}}"'],
        cwd=nix.folder,
        env={"PATH": os.environ["PATH"]},
        text=True,
        capture_output=True,
        check=True,
    )
    found = (nix.folder / ".venv-cuda/driver/libcuda.so.1").exists()
    assert ("no NVIDIA driver on this machine" in done.stderr) != found
    assert done.stdout.splitlines()[-1] == (f"LIBRARIES={nix.folder}/.venv-cuda/driver" if found else "LIBRARIES=")


def test_nixpkgs_is_pinned_where_the_flake_asks_for_it() -> None:
    (reference,) = re.findall(r'nixpkgs\.url = "github:(.*)"', (ROOT / "flake.nix").read_text())
    node = json.loads((ROOT / "flake.lock").read_text())["nodes"]["nixpkgs"]
    assert "/".join(node["original"][key] for key in ("owner", "repo", "ref")) == reference
    assert re.fullmatch(r"[0-9a-f]{40}", node["locked"]["rev"])
    assert re.fullmatch(r"sha256-[A-Za-z0-9+/]{43}=", node["locked"]["narHash"])
