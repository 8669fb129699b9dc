"""Work in several processes or threads, with the results in order."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from wikimill.errors import WikimillError

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 4  # tasks per process or thread under way, or done with results not yet taken; it bounds the memory


def map_in_order(work: Callable[[Task], Result], tasks: Iterable[Task], processes: int, where: str) -> Iterator[Result]:
    """The results of `work` for each task, in the order of the tasks; with `processes` 1 this process does the work.

    Args:
        work: a function that can be pickled.
        tasks: read at most `AHEAD` per process ahead of the results.
        processes: how many.
        where: the file that is worked on, for errors.

    Raises:
        WikimillError: what `work` raised, or a process that was killed.
    """
    if processes == 1:
        yield from map(work, tasks)
        return
    # "spawn" on every system: a fork of a process with threads (progress bars, lxml) may lock up.
    context = multiprocessing.get_context("spawn")
    try:
        yield from _in_order(ProcessPoolExecutor(processes, context, _prepare), work, tasks, AHEAD * processes)
    except BrokenProcessPool:
        raise WikimillError(
            f"{where}: a process that reads it was killed; give the job more memory, or fewer threads, and run again"
        ) from None


def map_in_threads(work: Callable[[Task], Result], tasks: Iterable[Task], threads: int) -> Generator[Result]:
    """The same in threads of this process, for work that mostly waits for other programs.

    With one thread no task is read before the result of the one before it was taken.
    """
    if threads == 1:
        yield from map(work, tasks)
    else:
        yield from _in_order(ThreadPoolExecutor(threads), work, tasks, AHEAD * threads)


def _in_order(pool: Executor, work: Callable[[Task], Result], tasks: Iterable[Task], ahead: int) -> Iterator[Result]:
    """The results, with at most `ahead` tasks under way; an error in reading a task comes after the results before."""

    def submit() -> Iterator[Future[Result]]:
        try:
            for task in tasks:
                yield pool.submit(work, task)
        except Exception as error:
            failed: Future[Result] = Future()
            failed.set_exception(error)
            yield failed

    submitted = submit()
    try:
        pending = deque(itertools.islice(submitted, ahead))
        while pending:
            yield pending.popleft().result()
            pending.extend(itertools.islice(submitted, 1))
    finally:
        pool.shutdown(cancel_futures=True)


def _prepare() -> None:
    """Set up a new process: it leaves interrupts to its parent, and ends when its parent ends, for whatever reason."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
