"""The programs that the pipeline runs on: Python and its packages, pandoc, Snakemake."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from wikimill.doctor.finding import Findings, ok, problem, warning

PYTHON = (3, 11)
PYPROJECT = Path("pyproject.toml")
LOCK = Path("requirements/all.txt")
LOCKED = re.compile(r"^([\w.-]+==[^\s;]+(?: ; [^\\\n]+)?)", re.M)
INSTALL = "python -m pip install --require-hashes --no-deps -r requirements/{}.txt"
SHOWN = 5  # names in one line


def python(version: tuple[int, ...] = sys.version_info[:3]) -> Findings:
    """The interpreter; `version` is its."""
    known = f"{'.'.join(map(str, version))}, {sys.executable}"
    if version < PYTHON:
        newest = ".".join(map(str, PYTHON))
        yield problem("python", known, f"install Python {newest} or newer, delete .venv, and run `make demo`")
    else:
        yield ok("python", known)


def packages() -> Findings:
    """What wikimill depends on is installed, in the versions of the lock."""
    if not (PYPROJECT.exists() and LOCK.exists()):
        yield ok("packages", f"there is no {LOCK} here to compare with")
        return
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    needed = _names(project["dependencies"])
    optional = _names(project.get("optional-dependencies", {}).get("train", []))
    locked = _locked(LOCK.read_text(encoding="utf-8"))
    installed = {name: _installed(name) for name in [*needed, *optional]}
    if missing := [name for name in needed if installed[name] is None]:
        yield problem("packages", f"missing: {_some(missing)}", INSTALL.format("corpus"))
    other = [
        f"{name} {version} (locked: {locked[name]})"
        for name, version in installed.items()
        if version and version != locked.get(name, version)
    ]
    if other:
        found = f"not as locked, so results may differ from another machine's: {_some(other)}"
        yield warning("packages", found, INSTALL.format("all" if installed.get("keras") else "corpus"))
    if not (missing or other):
        yield ok("packages", f"{len([each for each in installed.values() if each])} as {LOCK} has them")


def pandoc() -> Findings:
    """The pandoc that conversion runs: that of pypandoc_binary, with Lua."""
    import pypandoc

    mend = INSTALL.format("corpus")
    try:
        path = pypandoc.get_pandoc_path()
    except OSError:
        yield problem("pandoc", "there is none", _unset() or mend)
        return
    bundled = Path(pypandoc.__file__).parent / "files" / "pandoc"
    version = _lua(path)
    if version is None:
        yield problem("pandoc", f"{path} cannot run Lua programs", _unset() or f"remove that pandoc, and run `{mend}`")
    elif Path(path) == bundled or _lua(str(bundled)) == version:
        yield ok("pandoc", f"{version}, {path}")
    elif bundled.exists():
        found = f"{version}, {path}, is used instead of {_lua(str(bundled))}, which wikimill brings"
        yield warning("pandoc", f"{found}: pages may differ", _unset() or "take that pandoc off the PATH")
    else:
        yield warning("pandoc", f"{version}, {path}, is not the one that wikimill brings: pages may differ", mend)


def snakemake() -> Findings:
    """It is on the PATH, that of this Python."""
    own, found = Path(sys.executable).parent / "snakemake", shutil.which("snakemake")
    version = _installed("snakemake")
    mend = f"source {Path(sys.executable).parent}/activate"
    if version is None:
        yield problem("snakemake", "it is not installed", INSTALL.format("corpus"))
    elif found is None:
        yield warning("snakemake", f"{version}, {own}, is not on the PATH", mend)
    elif own.exists() and not own.samefile(found):
        yield warning("snakemake", f"{found} is not the one of this Python, {own}", mend)
    else:
        yield ok("snakemake", f"{version}, {found}")


def encoding() -> Findings:
    """File names are UTF-8: titles have all kinds of letters."""
    names, output = sys.getfilesystemencoding(), sys.stdout.encoding
    if {names.lower(), output.lower()} != {"utf-8"}:
        yield warning("encoding", f"file names are {names}, and output is {output}", "export LC_ALL=C.UTF-8")
    else:
        yield ok("encoding", "file names and output are UTF-8")


def _lua(path: str) -> str | None:
    """The version of a pandoc, as a Lua program in it sees it; None when it runs none."""
    call = [path, "lua", "-e", "io.write(tostring(PANDOC_VERSION))"]
    try:
        done = subprocess.run(call, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def _unset() -> str:
    """What to do when a variable names the pandoc."""
    return "unset PYPANDOC_PANDOC" if os.environ.get("PYPANDOC_PANDOC") else ""


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _names(requirements: Iterable[str]) -> list[str]:
    """The packages among these that this machine is to have."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    parsed = map(Requirement, requirements)
    return [canonicalize_name(each.name) for each in parsed if not each.marker or each.marker.evaluate()]


def _locked(text: str) -> Mapping[str, str]:
    """The version of each package that the lock has for this machine."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    parsed = map(Requirement, LOCKED.findall(text))
    return {
        canonicalize_name(each.name): str(each.specifier).removeprefix("==")
        for each in parsed
        if not each.marker or each.marker.evaluate()
    }


def _some(names: Sequence[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f", and {more} more" if more > 0 else "")
