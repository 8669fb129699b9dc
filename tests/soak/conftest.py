"""Options of the soak, its fixtures, and the line that each kind of trial ends with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.line import Line, build
from tests.soak.record import SUMMARY, Soak


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("soak")
    group.addoption("--seed", type=int, default=0, help="the seed of all trials")
    group.addoption("--scale", choices=["short", "full"], default="short", help="how many trials of each kind")


@pytest.fixture
def soak(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Soak]:
    """The trials of a module, as many as its `COUNTS` say."""
    option = request.config.getoption
    kind = Path(str(request.path)).stem.removeprefix("test_")
    found = Soak(kind, option("--seed", 0), request.module.COUNTS[option("--scale", "short")], tmp_path)
    yield found
    request.node.user_properties.append((SUMMARY, found.summary()))


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Line:
    """The whole line, built once for all processes of the tests. Tests leave it as it is."""
    base = tmp_path_factory.getbasetemp()
    return build((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "soak")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [each for kind in terminalreporter.stats.values() for each in kind]
    lines = [value for each in reports for name, value in getattr(each, "user_properties", []) if name == SUMMARY]
    if lines:
        terminalreporter.section("soak")
        for line in sorted(set(map(str, lines))):
            terminalreporter.write_line(line)
