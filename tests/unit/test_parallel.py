"""Work on several processes or threads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from wikimill.errors import WikimillError
from wikimill.parallel import map_in_order, map_in_threads


def _killed(number: int) -> int:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.slow
def test_a_killed_process_is_one_line() -> None:
    with pytest.raises(WikimillError, match=r"d\.xml: a process that reads it was killed; give the job more memory"):
        list(map_in_order(_killed, range(100), 2, "d.xml"))


@pytest.mark.slow
def test_tasks_are_not_taken_far_ahead_of_their_results() -> None:
    tasks = iter(range(1000))
    results = map_in_order(abs, tasks, 2, "d.xml")
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    assert next(tasks) <= 12
    del results  # ends the processes


@pytest.mark.parametrize("threads", [1, 3])
def test_an_error_in_the_tasks_comes_after_the_results_before_it(threads: int) -> None:
    def tasks() -> Iterator[int]:
        yield from (-1, -2, -3)
        raise WikimillError("no more")

    results = map_in_threads(abs, tasks(), threads)
    assert [next(results) for _ in range(3)] == [1, 2, 3]
    with pytest.raises(WikimillError, match="no more"):
        next(results)


PARENT = """
import multiprocessing, time
from wikimill.parallel import map_in_order
if __name__ == "__main__":
    results = map_in_order(abs, range(99), 2, "d.xml")
    next(results)
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    time.sleep(60)
"""


@pytest.mark.slow
def test_processes_end_with_their_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        children = parent.stdout.readline().split()
        assert len(children) == 2
        parent.kill()
    deadline = time.monotonic() + 20
    while _running(children):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _running(pids: list[str]) -> bool:
    ps = ["ps", "-o", "stat=", "-p", ",".join(pids)]
    states = subprocess.run(ps, check=False, capture_output=True, text=True).stdout.split()
    return any(not state.startswith("Z") for state in states)
