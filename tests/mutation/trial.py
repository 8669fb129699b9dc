"""Whether tests notice a mutant: each trial is a fork of a process that has imported what the mutant is no part of."""

from __future__ import annotations

import gc
import importlib
import os
import resource
import select
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

import grimp
import pytest
from hypothesis import Phase, settings

from tests.mutation.mutants import Mutant

NEAREST = 3  # files of tests that run before the others
ENOUGH = 30.0  # seconds of tests in a round: the quickest
MEMORY = 8 << 30  # bytes of address space
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "--assert=plain", "--timeout=0", "--hypothesis-seed=0")
UNNOTICED = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
KILLED, SURVIVED, TIMEOUT = "killed", "survived", "timeout"


class Chosen:
    """A plug-in of pytest: run these tests alone, in this order. A property that fails is not simplified."""

    def __init__(self, tests: list[str]) -> None:
        self.order = {test: index for index, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        settings.register_profile("mutants", settings(), database=None, phases=(Phase.explicit, Phase.generate))
        settings.load_profile("mutants")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = (item for item in items if item.nodeid in self.order)
        items[:] = sorted(chosen, key=lambda item: self.order[item.nodeid])


class Trials:
    """The trials of one file's mutants, in the copy of the project that is the working directory."""

    def __init__(self, file: str, covered: dict[str, Any]) -> None:
        self.path = Path(file)
        self.file = file
        self.original = self.path.read_text(encoding="utf-8")
        self.tests = {name: test for name, test in covered["tests"].items() if file in test["lines"]}
        self.number = 0

    def outcomes(self, mutants: list[Mutant]) -> list[str]:
        """The outcome of each mutant."""
        assert self._try(self.original, self._cheapest(self.tests)) == SURVIVED, f"{self.file}: tests fail as it is"
        found = [self._outcome(mutant) for mutant in mutants]
        self.path.write_text(self.original, encoding="utf-8")
        return found

    def _outcome(self, mutant: Mutant) -> str:
        outcomes = (self._try(mutant.code, tests) for tests in self._rounds(mutant))
        return next((outcome for outcome in outcomes if outcome != SURVIVED), SURVIVED)

    def _rounds(self, mutant: Mutant) -> list[list[str]]:
        """The tests nearest to a mutant, others that run its lines, and others that run its file."""
        lines = range(mutant.place.first, mutant.place.last + 1)
        hits = [name for name, test in self.tests.items() if any(line in lines for line in test["lines"][self.file])]
        if mutant.place.at_import or not hits:
            hits = list(self.tests)
        own = str("tests/unit" / self.path.relative_to("src/wikimill").with_name(f"test_{self.path.name}"))
        by_file = {name: list(tests) for name, tests in groupby(sorted(hits), key=_file)}
        files = sorted(by_file, key=lambda name: (name != own, -len(by_file[name]) / self._seconds(by_file[name])))
        near = [test for name in files[:NEAREST] for test in by_file[name]]
        far, others = set(hits) - set(near), set(self.tests) - set(hits)
        return [near, self._cheapest(far), self._cheapest(others)]

    def _cheapest(self, tests: Iterable[str]) -> list[str]:
        """The quickest of tests, as many as take `ENOUGH` seconds together, file by file."""
        total, chosen = 0.0, []
        for name in sorted(tests, key=lambda name: self._seconds([name])):
            total += self._seconds([name])
            if total > ENOUGH:
                break
            chosen.append(name)
        return sorted(chosen)

    def _seconds(self, tests: list[str]) -> float:
        return sum(self.tests[name]["seconds"] for name in tests)

    def _try(self, code: str, tests: list[str]) -> str:
        if not tests:
            return SURVIVED
        self.path.write_text(code, encoding="utf-8")
        self.number += 1  # a time of its own: no compiled file of another mutant is taken for this one's
        os.utime(self.path, (self.number, self.number))
        pid = os.fork()
        if not pid:
            _become_pytest(tests)
        descriptor = os.pidfd_open(pid)
        ended = select.select([descriptor], [], [], 15 + 5 * self._seconds(tests))[0]
        os.close(descriptor)
        if not ended:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if not ended:
            return TIMEOUT
        return SURVIVED if status in UNNOTICED else KILLED


def _file(test: str) -> str:
    return test.partition("::")[0]


def _become_pytest(tests: list[str]) -> None:
    status: int = pytest.ExitCode.INTERNAL_ERROR
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        files = list(dict.fromkeys(map(_file, tests)))
        status = pytest.main([*OPTIONS, *files], plugins=[Chosen(tests)])
    finally:
        os._exit(status)


def preload(modules: list[str]) -> None:
    """Import the libraries among these modules."""
    ours = {"__main__", "wikimill", *(path.name for path in Path().iterdir())}
    _import(name for name in modules if name.partition(".")[0] not in ours)
    assert "wikimill" not in sys.modules


def try_file(covered: dict[str, Any], task: tuple[str, list[Mutant]]) -> list[str]:
    """In a process of its own, the outcome of each mutant of a file."""
    file, mutants = task
    graph = grimp.build_graph("wikimill", cache_dir=None)
    name = ".".join(Path(file).with_suffix("").parts[1:])
    mutated = {name, *graph.find_downstream_modules(name)}
    _import(sorted(graph.modules & set(covered["modules"]) - mutated))
    gc.freeze()
    return Trials(file, covered).outcomes(mutants)


def _import(names: Iterable[str]) -> None:
    for name in names:
        with suppress(Exception):
            importlib.import_module(name)
