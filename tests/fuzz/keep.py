"""Keep what fuzzing found: `python -m tests.fuzz.keep TARGET [FOLDER]`.

Of the inputs in `out/fuzz/TARGET/found`, or another folder, those go into the corpus that run lines of wikimill that no
input there runs. A file has the name of the module and function in which the first of these lines is.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import wikimill
from tests.fuzz.targets import CORPUS, MOST_BYTES, MOST_FILES

PACKAGE = str(Path(wikimill.__file__).parent)
Line = tuple[str, str, int]  # path, function and number


def main() -> None:
    """Copy the inputs; where two run the same lines, the shorter one."""
    name, *folders = sys.argv[1:]
    corpus, found = CORPUS / name, Path(*folders or (f"out/fuzz/{name}/found",))
    check = importlib.import_module(f"tests.fuzz.targets.{name}").check
    kept = sorted(corpus.iterdir())
    known = set().union(*(_lines(check, path.read_bytes()) for path in kept))
    size = sum(path.stat().st_size for path in kept)
    count = len(kept)
    new = {data: _lines(check, data) for data in sorted({path.read_bytes() for path in found.iterdir()}, key=len)}
    while new:
        data = max(new, key=lambda each: len(new[each] - known) / (len(each) + 50))
        lines = new.pop(data) - known
        if not lines or count == MOST_FILES or size + len(data) > MOST_BYTES:
            break
        path, function, _ = min(lines)
        target = _free(corpus / f"{Path(path).stem}-{function.strip('_<>')}")
        target.write_bytes(data)
        known, count, size = known | lines, count + 1, size + len(data)
        print(f"{target.name}: {len(lines)} lines")


def _lines(check: Callable[[bytes], None], data: bytes) -> set[Line]:
    """The lines that an input runs."""
    lines: set[Line] = set()

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        code = frame.f_code
        if not code.co_filename.startswith(PACKAGE):
            return None
        if event == "line":
            lines.add((code.co_filename, code.co_name, frame.f_lineno))
        return trace

    sys.settrace(trace)
    try:
        check(data)
    finally:
        sys.settrace(None)
    return lines


def _free(path: Path) -> Path:
    number = 2
    free = path
    while free.exists():
        free, number = path.with_name(f"{path.name}_{number}"), number + 1
    return free


if __name__ == "__main__":
    main()
