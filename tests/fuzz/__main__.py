"""Fuzz the readers of what comes from outside: `python -m tests.fuzz [--seconds N] [--seed N] [TARGET …]`.

Each target ends with a line: executions, edges of wikimill's code that they covered, inputs that covered more than the
corpus does, and defects. `out/fuzz/TARGET/` then has these inputs, the one that found a defect, and libFuzzer's log.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.fuzz.targets import CORPUS, TARGETS

HERE = Path(__file__).parent
OUTPUT = Path("out/fuzz")
MEMORY_DISK = Path("/dev/shm")
LONGEST = 4096  # bytes of an input
SLOWEST, MEMORY = 25, 2048  # seconds and MiB; more is a defect


def main() -> int:
    """Fuzz target after target; 1 where one of them found a defect."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--seconds", type=int, default=600, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    options = parser.parse_args()
    if unknown := set(options.targets) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}; choose from {', '.join(TARGETS)}")
    defective = [name for name in options.targets or TARGETS if _fuzz(name, options.seconds, options.seed)]
    return int(bool(defective))


def _fuzz(name: str, seconds: int, seed: int) -> bool:
    """Whether a target found a defect, at which it ends early."""
    output = OUTPUT / name
    found, defects, log = output / "found", output / "defects", output / "log.txt"
    shutil.rmtree(output, ignore_errors=True)
    for folder in (found, defects):
        folder.mkdir(parents=True)
    command = [
        *(sys.executable, "-m", "tests.fuzz.run", name),
        *(f"-seed={seed}", f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-print_final_stats=1"),
        *(f"-timeout={SLOWEST}", f"-rss_limit_mb={MEMORY}", f"-artifact_prefix={defects}/"),
        *(f"-dict={HERE / 'dictionaries' / name}.txt", str(found), str(CORPUS / name)),
    ]
    # Files in memory: to write one is then no slower than to read it.
    environment = {**os.environ, **({"TMPDIR": str(MEMORY_DISK)} if MEMORY_DISK.is_dir() else {})}
    with log.open("wb") as file:
        status = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, check=False, env=environment).returncode
    text = log.read_text(errors="replace")
    executions, edges = (_last(pattern, text) for pattern in (r"number_of_executed_units: (\d+)", r"cov: (\d+)"))
    inputs = sorted(map(str, defects.iterdir()))
    new = len(list(found.iterdir()))
    counts = f"{executions:,} executions, {edges:,} edges, {new:,} new inputs, {len(inputs)} defects"
    print(f"{name}: {counts} (seed {seed})", flush=True)
    if status:
        print(f"  {', '.join(inputs) or 'it ended'} (status {status}; {log} says more)", flush=True)
    return status != 0


def _last(pattern: str, text: str) -> int:
    return int((re.findall(pattern, text) or ["0"])[-1])


if __name__ == "__main__":
    sys.exit(main())
