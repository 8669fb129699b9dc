"""Which lines each test of ring 1 runs, and how long it takes."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from typing import Any

import coverage
import pytest


class Covered:
    """A plug-in of pytest: the lines of `files` that each test runs."""

    def __init__(self, root: Path, files: list[str]) -> None:
        self.root = root
        self.coverage = coverage.Coverage(data_file=None, include=[str(root / file) for file in files])
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Measure the time and note the lines under the test's name."""
        self.coverage.switch_context(item.nodeid)
        began = time.perf_counter()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.perf_counter() - began
            self.coverage.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the tests that do not pass: they cannot notice anything."""
        if not report.passed:
            self.failed.add(report.nodeid)

    def result(self) -> dict[str, Any]:
        """The tests, in the order in which they ran; the lines that run when modules are imported; the modules."""
        lines: dict[str, dict[str, list[int]]] = defaultdict(dict)
        data = self.coverage.get_data()
        for file in data.measured_files():
            for line, contexts in data.contexts_by_lineno(file).items():
                for test in contexts:
                    lines[test].setdefault(str(Path(file).relative_to(self.root)), []).append(line)
        tests = {
            test: {"seconds": seconds, "lines": lines.get(test, {})}
            for test, seconds in self.seconds.items()
            if test not in self.failed
        }
        return {"tests": tests, "imported": lines[""], "modules": sorted(sys.modules), "failed": sorted(self.failed)}


def measure(root: Path, files: list[str], ring: list[str]) -> dict[str, Any]:
    """Run the tests of `ring`: what `Covered.result` says."""
    plugin = Covered(root, files)
    plugin.coverage.start()
    pytest.main(["-q", "-p", "no:cacheprovider", *ring], plugins=[plugin])
    plugin.coverage.stop()
    return plugin.result()
