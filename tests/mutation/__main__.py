"""Do the tests notice? Mutants of some modules, each tried with the tests of ring 1 that run its line.

    python -m tests.mutation [--seed 0] [--mutants 200] [--output out/mutants] [MODULE ...]

It works in a copy of the project. `lines.json` in the output folder says which tests run which lines; it is made anew
where sources or tests have changed. `MODULE.json` has the score and the mutants that no test noticed.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from tests.mutation.modules import MODULES, files_of
from tests.mutation.mutants import sample
from tests.mutation.trial import SURVIVED, TIMEOUT, preload, try_file

RING = ["tests/unit", "tests/filters", "tests/reader"]
PART = "WIKIMILL_MUTATION"  # the folder of the project, in the process that works in the copy


@click.command()
@click.argument("modules", nargs=-1, type=click.Choice(list(MODULES)))
@click.option("--seed", default=0, show_default=True, help="Of the sample.")
@click.option("--mutants", default=200, show_default=True, help="Of a module, at most.")
@click.option("--output", type=click.Path(path_type=Path), default=Path("out/mutants"), show_default=True)
def main(modules: tuple[str, ...], seed: int, mutants: int, output: Path) -> None:
    """Try mutants of MODULES (all by default) and print the score of each."""
    if PART not in os.environ:
        sys.exit(_in_a_copy([*sys.argv[1:], "--output", str(output.absolute())]))
    output.mkdir(parents=True, exist_ok=True)
    covered = _covered(output)
    preload(covered["modules"])
    print(f"{'module':18} {'mutants':>7} {'killed':>7} {'survived':>8} {'score':>6} {'seconds':>7}")
    for module in modules or MODULES:
        _try_module(module, covered, seed, mutants, output / f"{module.replace(' ', '-')}.json")


def _in_a_copy(arguments: list[str]) -> int:
    """Run this again in a copy of what git tracks and what it does not ignore."""
    with tempfile.TemporaryDirectory() as folder:
        copy, scratch = Path(folder, "copy"), Path(folder, "tmp")
        scratch.mkdir()
        listed = subprocess.run(["git", "ls-files", "-coz", "--exclude-standard"], check=True, capture_output=True)
        for name in filter(Path.is_file, map(Path, listed.stdout.decode().split("\0"))):
            (copy / name.parent).mkdir(parents=True, exist_ok=True)
            shutil.copy(name, copy / name)
        paths = os.pathsep.join([f"{copy}/src", *filter(None, [os.environ.get("PYTHONPATH")])])
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        environment = {**os.environ, **threads, "PYTHONPATH": paths, "TMPDIR": str(scratch), PART: "1"}
        command = [sys.executable, "-m", "tests.mutation", *arguments]
        return subprocess.run(command, cwd=copy, env=environment, check=False).returncode


def _digest() -> str:
    """Of sources and tests."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in ("src", *RING) for path in Path(folder).rglob("*.*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(str(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _covered(output: Path) -> dict[str, Any]:
    digest = _digest()
    saved = output / "lines.json"
    if saved.exists() and (known := json.loads(saved.read_text()))["digest"] == digest:
        return dict(known)
    print("Running the tests of ring 1 once, to see which lines each of them runs ...", flush=True)
    code = (
        "import json, sys; from pathlib import Path; from tests.mutation.covered import measure; "
        "files, ring, output, digest = json.loads(sys.argv[1]); "
        "Path(output).write_text(json.dumps({'digest': digest, **measure(Path.cwd(), files, ring)}))"
    )
    files = [file for module in MODULES for file in files_of(Path(), module)]
    arguments = json.dumps([files, RING, str(saved), digest])
    subprocess.run([sys.executable, "-c", code, arguments], check=True, stdout=subprocess.DEVNULL)
    measured: dict[str, Any] = json.loads(saved.read_text())
    return measured


def _try_module(module: str, covered: dict[str, Any], seed: int, number: int, result: Path) -> None:
    began = time.monotonic()
    chosen, possible = sample(Path(), files_of(Path(), module), number, seed)
    outcomes = []
    by_file = [(file, list(mutants)) for file, mutants in groupby(chosen, key=lambda mutant: mutant.path)]
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        for found in pool.imap(partial(try_file, covered), by_file):
            outcomes += found
    survivors = [
        {"path": mutant.path, "line": mutant.line, "before": mutant.before, "after": mutant.after}
        for mutant, outcome in zip(chosen, outcomes, strict=True)
        if outcome == SURVIVED
    ]
    survived, tried, seconds = len(survivors), len(chosen), round(time.monotonic() - began)
    score = {"mutants": tried, "possible": possible, "killed": tried - survived, "survived": survived}
    score |= {"timeouts": outcomes.count(TIMEOUT), "seconds": seconds, "seed": seed}
    result.write_text(json.dumps({"module": module, **score, "survivors": survivors}, indent=1) + "\n")
    part = (tried - survived) / tried
    print(f"{module:18} {tried:7} {tried - survived:7} {survived:8} {part:6.1%} {seconds:7}", flush=True)


if __name__ == "__main__":
    main()
