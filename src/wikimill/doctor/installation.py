"""What is installed: Python and its packages, pandoc, Snakemake; and the encoding of file names."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from wikimill.doctor.finding import Findings, ok, problem, warning
from wikimill.os_errors import UTF8_FIX

MIN_PYTHON = (3, 11)
PYPROJECT = Path("pyproject.toml")
LOCK = Path("requirements/all.txt")
LOCKED_PACKAGE = re.compile(r"^([\w.-]+==[^\s;]+(?: ; [^\\\n]+)?)", re.M)
INSTALL = "python -m pip install --require-hashes --no-deps -r requirements/{}.txt"
MAX_NAMES = 5  # in one line


def python(version: tuple[int, ...] = sys.version_info[:3]) -> Findings:
    """Python is new enough."""
    found = f"{'.'.join(map(str, version))}, {sys.executable}"
    if version < MIN_PYTHON:
        needed = ".".join(map(str, MIN_PYTHON))
        yield problem("python", found, f"install Python {needed} or newer, delete .venv, and run `make demo`")
    else:
        yield ok("python", found)


def packages() -> Findings:
    """The packages that wikimill depends on are installed, in the locked versions."""
    if not (PYPROJECT.exists() and LOCK.exists()):
        yield ok("packages", f"no {LOCK} here to compare with")
        return
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    needed = _parse_requirements(project["dependencies"])
    optional = _parse_requirements(project.get("optional-dependencies", {}).get("train", []))
    locked = _parse_requirements(LOCKED_PACKAGE.findall(LOCK.read_text(encoding="utf-8")))
    installed = {name: _installed_version(name) for name in [*needed, *optional]}
    if missing := [name for name in needed if installed[name] is None]:
        yield problem("packages", f"missing: {_some(missing)}", INSTALL.format("corpus"))
    different = [
        f"{name} {version} (locked: {locked[name]})"
        for name, version in installed.items()
        if version and version != locked.get(name, version)
    ]
    if different:
        found = f"not the locked versions, so results may differ from other machines: {_some(different)}"
        yield warning("packages", found, INSTALL.format("all" if installed.get("keras") else "corpus"))
    if not (missing or different):
        yield ok("packages", f"{len([each for each in installed.values() if each])} in the versions of {LOCK}")


def pandoc() -> Findings:
    """Conversion runs the pandoc of pypandoc_binary, which has Lua."""
    import pypandoc

    fix = INSTALL.format("corpus")
    try:
        path = pypandoc.get_pandoc_path()
    except OSError:
        yield problem("pandoc", "not found", _unset() or fix)
        return
    bundled = Path(pypandoc.__file__).parent / "files" / "pandoc"
    version = _pandoc_version(path)
    if version is None:
        yield problem("pandoc", f"{path} cannot run Lua programs", _unset() or f"remove that pandoc, and run `{fix}`")
    elif Path(path) == bundled or _pandoc_version(str(bundled)) == version:
        yield ok("pandoc", f"{version} at {path}")
    elif bundled.exists():
        found = f"{version} at {path} is used instead of {_pandoc_version(str(bundled))}, which wikimill installs"
        yield warning("pandoc", f"{found}: pages may differ", _unset() or "remove that pandoc from the PATH")
    else:
        yield warning("pandoc", f"{version} at {path} is not the one that wikimill installs: pages may differ", fix)


def snakemake() -> Findings:
    """The Snakemake on the PATH is the one of this Python."""
    own, found = Path(sys.executable).parent / "snakemake", shutil.which("snakemake")
    version = _installed_version("snakemake")
    fix = f"source {Path(sys.executable).parent}/activate"
    if version is None:
        yield problem("snakemake", "not installed", INSTALL.format("corpus"))
    elif found is None:
        yield warning("snakemake", f"{version} at {own} is not on the PATH", fix)
    elif own.exists() and not own.samefile(found):
        yield warning("snakemake", f"{found} is not the one of this Python, {own}", fix)
    else:
        yield ok("snakemake", f"{version} at {found}")


def encoding() -> Findings:
    """File names are UTF-8: titles contain letters of all scripts."""
    if (names := sys.getfilesystemencoding()) != "utf-8":
        yield problem("encoding", f"file names are encoded as {names}", UTF8_FIX)
    else:
        yield ok("encoding", "file names are UTF-8")


def _pandoc_version(path: str) -> str | None:
    """The version of a pandoc, as a Lua program run by it sees it; None if it cannot run Lua."""
    call = [path, "lua", "-e", "io.write(tostring(PANDOC_VERSION))"]
    try:
        done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _unset() -> str:
    """The fix where an environment variable names the pandoc; else empty."""
    return "unset PYPANDOC_PANDOC" if os.environ.get("PYPANDOC_PANDOC") else ""


def _installed_version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _parse_requirements(requirements: Iterable[str]) -> dict[str, str]:
    """The packages that this machine needs, and their versions: `3.0`, or `>=3.0` where a later one will do."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    parsed = map(Requirement, requirements)
    return {
        canonicalize_name(each.name): str(each.specifier).removeprefix("==")
        for each in parsed
        if not each.marker or each.marker.evaluate()
    }


def _some(names: Sequence[str]) -> str:
    more = len(names) - MAX_NAMES
    return ", ".join(names[:MAX_NAMES]) + (f", and {more} more" if more > 0 else "")
