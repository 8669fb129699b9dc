"""All benchmarks, and one table of them. In the smoke form as many run at once as there are cores.

python -m bench [--smoke] [NAME ...]
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from bench.harness import TABLES, parser, print_table, read_table, write_table

NAMES = [
    "model",
    "quality",
    "noop",
    "fetch",
    "templates",
    "encode",
    "change",
    "dump",
    "convert",
]  # the longest smoke forms first


def measure(name: str, table: Path, smoke: bool) -> tuple[bool, str]:
    """Run a benchmark in a process of its own, whose output is shown at its end when others run beside it.

    Returns:
        Whether it succeeded, and what to print.
    """
    table.unlink(missing_ok=True)
    command = [sys.executable, "-m", f"bench.{name}", "--table", str(table), *["--smoke"] * smoke]
    start = time.monotonic()
    output = subprocess.PIPE if smoke else None
    done = subprocess.run(command, check=False, stdout=output, stderr=output and subprocess.STDOUT, text=True)
    result = "took" if done.returncode == 0 else "failed after"
    log = done.stdout or "" if done.returncode else ""
    return done.returncode == 0, f"{log}{name} {result} {time.monotonic() - start:.0f} s\n"


def main() -> None:
    """Run them; one that fails does not stop the others."""
    options = parser(__doc__)
    options.add_argument("names", nargs="*", metavar="NAME", help=f"which; all without: {' '.join(NAMES)}")
    arguments = options.parse_args()
    if unknown := set(arguments.names) - {*NAMES}:
        options.error(f"unknown: {' '.join(sorted(unknown))}; choose from {' '.join(NAMES)}")
    names = arguments.names or NAMES
    folder = TABLES / "smoke" if arguments.smoke else TABLES
    tables = [folder / f"{name}.tsv" for name in names]
    failed = []
    with ThreadPoolExecutor(os.cpu_count() if arguments.smoke else 1) as pool:
        outcomes = pool.map(partial(measure, smoke=arguments.smoke), names, tables)
        for name, (succeeded, log) in zip(names, outcomes, strict=True):
            sys.stdout.write(log)
            sys.stdout.flush()
            failed += [] if succeeded else [name]
    results = [result for table in tables if table.exists() for result in read_table(table)]
    write_table(arguments.table or folder / "all.tsv", results)
    print_table(results)
    if failed:
        sys.exit(f"bench: failed: {', '.join(failed)}; see above")


if __name__ == "__main__":
    main()
