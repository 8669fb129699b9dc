"""Whether tests notice a mutant: each trial is a fork.

Of a process that has collected the tests, where the change is in functions: their code is replaced. Else of one that
has imported libraries alone.
"""

from __future__ import annotations

import gc
import importlib
import os
import resource
import select
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from _pytest.main import pytest_runtestloop
from hypothesis import Phase, settings

from tests.mutation.mutants import Mutant

NEAREST = 3  # files of tests that run before the others
ENOUGH = 10.0  # seconds of tests in a round after the first: the quickest
MEMORY = 8 << 30  # bytes of address space
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "--assert=plain", "--timeout=0", "--hypothesis-seed=0")
KILLED, SURVIVED, TIMEOUT = "killed", "survived", "timeout"
Rounds = list[list[str]]


class Session:
    """A plug-in of pytest: `run` takes the place of running the tests. A property that fails is not simplified."""

    def __init__(self, run: Callable[[pytest.Session], object]) -> None:
        self.run = run

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        settings.register_profile("mutants", settings(), database=None, phases=(Phase.explicit, Phase.generate))
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.run(session)
        return True


class Trials:
    """The trials of one file's mutants, in the copy of the project that is the working directory."""

    def __init__(self, file: str, covered: dict[str, Any]) -> None:
        self.path = Path(file)
        self.file = file
        self.original = self.path.read_text(encoding="utf-8")
        self.own = str("tests/unit" / self.path.relative_to("src/wikimill").with_name(f"test_{self.path.name}"))
        tests = covered["tests"].items()
        self.tests = {name: test for name, test in tests if file in test["lines"] or _file(name) == self.own}
        if not self.tests:  # nothing in it is a function that tests call
            folder = self.own.rpartition("/")[0] + "/"
            self.tests = {name: test for name, test in tests if name.startswith(folder)}
        self.imported = set(covered["imported"].get(file, ()))
        self.number = 0

    def outcomes(self, mutants: list[Mutant]) -> list[str]:
        """The outcome of each mutant."""
        if not self.tests:
            return [SURVIVED] * len(mutants)
        at_import = filter(self._at_import, mutants)
        found = {id(each): self._try(each.code, self._rounds(each)) for each in at_import}

        def run(session: pytest.Session) -> None:
            found[0] = self._try(self.original, [self._cheapest(self.tests)], session)
            for each in mutants:
                if id(each) not in found:
                    found[id(each)] = self._try(each.code, self._rounds(each), session)

        _collect(self.tests, run)
        assert found.get(0) == SURVIVED, f"{self.file}: its tests fail"
        return [found[id(each)] for each in mutants]

    def _at_import(self, mutant: Mutant) -> bool:
        """Whether the change has an effect when its module is imported, or is of a closure over other variables."""
        lines = range(mutant.place.first, mutant.place.last + 1)
        pairs = _pairs(*(compile(text, self.file, "exec") for text in (self.original, mutant.code)))
        is_other = any(before.co_freevars != after.co_freevars for before, after in pairs)
        return mutant.place.at_import or is_other or any(line in lines for line in self.imported)

    def _rounds(self, mutant: Mutant) -> Rounds:
        """The tests nearest to a mutant, others that run its lines, and others that run its file."""
        lines = range(mutant.place.first, mutant.place.last + 1)
        ran = {name: test["lines"].get(self.file, ()) for name, test in self.tests.items()}
        hits = [name for name in ran if any(line in lines for line in ran[name])]
        if self._at_import(mutant) or not hits:
            hits = list(self.tests)
        # Only the first test of a file runs the lines of what its tests share.
        hits += [name for name in self.tests if _file(name) == self.own and name not in hits]
        by_file = {name: list(tests) for name, tests in groupby(sorted(hits), key=_file)}
        files = sorted(by_file, key=lambda name: (name != self.own, -len(by_file[name]) / self._seconds(by_file[name])))
        near = [test for name in files[:NEAREST] for test in by_file[name]]
        far, others = set(hits) - set(near), set(self.tests) - set(hits)
        return [near, self._cheapest(far), self._cheapest(others)]

    def _cheapest(self, tests: Iterable[str]) -> list[str]:
        total, chosen = 0.0, []
        for name in sorted(tests, key=lambda name: self._seconds([name])):
            total += self._seconds([name])
            if total > ENOUGH:
                break
            chosen.append(name)
        return sorted(chosen)

    def _seconds(self, tests: Iterable[str]) -> float:
        return float(sum(self.tests[name]["seconds"] for name in tests))

    def _try(self, code: str, rounds: Rounds, session: pytest.Session | None = None) -> str:
        self.path.write_text(code, encoding="utf-8")
        self.number += 1  # a time of its own: no compiled file of another mutant is taken for this one's
        os.utime(self.path, (self.number, self.number))
        outcomes = (self._round(code, tests, session) for tests in rounds if tests)
        outcome = next((each for each in outcomes if each != SURVIVED), SURVIVED)
        print(outcome[0], end="", flush=True, file=sys.stderr)
        self.path.write_text(self.original, encoding="utf-8")
        return outcome

    def _round(self, code: str, tests: list[str], session: pytest.Session | None) -> str:
        pid = os.fork()
        if not pid:
            _become(lambda: self._notice(code, tests, session))
        descriptor = os.pidfd_open(pid)
        ended = select.select([descriptor], [], [], 15 + 5 * self._seconds(tests))[0]
        os.close(descriptor)
        if not ended:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        return (KILLED if status else SURVIVED) if ended else TIMEOUT

    def _notice(self, code: str, tests: list[str], session: pytest.Session | None) -> bool:
        """Whether a test fails; in the process of a trial."""
        order = {name: index for index, name in enumerate(tests)}
        failed = []

        def run(session: pytest.Session) -> None:
            chosen = (item for item in session.items if item.nodeid in order)
            session.items = sorted(chosen, key=lambda item: order[item.nodeid])
            with suppress(session.Failed):
                pytest_runtestloop(session)
            failed.append(session.testsfailed)

        if session:
            _replace(self.original, code, self.file)
            run(session)
        else:
            _collect(tests, run)
        return failed != [0]


def _replace(original: str, changed: str, file: str) -> None:
    """Give the functions of a file the code that they have in its changed form."""
    new = dict(_pairs(*(compile(text, file, "exec") for text in (original, changed))))
    for function in [each for each in gc.get_objects() if isinstance(each, FunctionType) and each.__code__ in new]:
        function.__code__ = new[function.__code__]


def _pairs(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    yield before, after
    inner = ([each for each in code.co_consts if isinstance(each, CodeType)] for code in (before, after))
    for pair in zip(*inner, strict=False):
        yield from _pairs(*pair)


def _collect(tests: Iterable[str], run: Callable[[pytest.Session], object]) -> None:
    pytest.main([*OPTIONS, *dict.fromkeys(map(_file, tests))], plugins=[Session(run)])


def _file(test: str) -> str:
    return test.partition("::")[0]


def _become(notice: Callable[[], bool]) -> None:
    status = 1
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.dup2(1, 2)
        status = int(notice())
    finally:
        os._exit(status)


def preload(modules: list[str]) -> None:
    """Import the libraries among these modules."""
    ours = {"__main__", "wikimill", *(path.name for path in Path().iterdir())}
    for name in modules:
        if name.partition(".")[0] not in ours:
            with suppress(Exception):
                importlib.import_module(name)
    gc.freeze()
    assert "wikimill" not in sys.modules


def try_file(covered: dict[str, Any], task: tuple[str, list[Mutant]]) -> list[str]:
    """In a process of its own, the outcome of each mutant of a file."""
    file, mutants = task
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    return Trials(file, covered).outcomes(mutants)
