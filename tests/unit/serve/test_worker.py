"""One job at a time, a bounded line, jobs that are given up, and the end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from wikimill.serve.errors import ApiError
from wikimill.serve.worker import Job, Worker


@pytest.fixture
def worker() -> Iterator[Worker]:
    found = Worker("test", 2)
    yield found
    found.stop()


async def collect(job: Job[Any]) -> list[Any]:
    return [item async for item in job.items()]


class Gated:
    """Work of three pieces that waits before each."""

    def __init__(self, name: str, log: list[str]) -> None:
        self.name, self.log, self.gate = name, log, threading.Semaphore(0)
        self.begun, self.ended = threading.Event(), threading.Event()

    def __call__(self) -> Iterator[str]:
        self.log.append(self.name)
        self.begun.set()
        try:
            for number in range(3):
                assert self.gate.acquire(timeout=20)
                yield f"{self.name}{number}"
        finally:
            self.ended.set()

    def open(self) -> None:
        self.gate.release(3)


def test_jobs_are_done_one_after_the_other_in_order(worker: Worker) -> None:
    log: list[str] = []

    async def run() -> list[list[str]]:
        first, second = Gated("a", log), Gated("b", log)
        jobs = [worker.submit(first), worker.submit(second)]
        second.open()
        await asyncio.to_thread(first.begun.wait, 20)
        assert log == ["a"]
        first.open()
        return [await collect(job) for job in jobs]

    assert asyncio.run(run()) == [["a0", "a1", "a2"], ["b0", "b1", "b2"]]


def test_a_full_line_says_when_to_come_back_and_a_job_that_is_given_up_leaves_it(worker: Worker) -> None:
    log: list[str] = []

    async def run() -> None:
        works = [Gated(name, log) for name in "abcd"]
        jobs = [worker.submit(works[0])]
        await asyncio.to_thread(works[0].begun.wait, 20)
        jobs += [worker.submit(works[1]), worker.submit(works[2])]
        with pytest.raises(ApiError, match="2 requests are waiting already; try again in 3 s") as full:
            worker.submit(works[3])
        assert (full.value.status, full.value.headers) == (429, {"Retry-After": "3"})
        jobs[1].cancel()
        jobs.append(worker.submit(works[3]))
        for work in works:
            work.open()
        assert [len(await collect(job)) for job in (jobs[0], jobs[2], jobs[3])] == [3, 3, 3]

    asyncio.run(run())
    assert log == ["a", "c", "d"], "b was given up before its turn"


def test_a_job_that_is_given_up_ends_after_its_next_piece(worker: Worker) -> None:
    log: list[str] = []

    async def run() -> None:
        first, second = Gated("a", log), Gated("b", log)
        job = worker.submit(first)
        await asyncio.to_thread(first.begun.wait, 20)
        job.cancel()
        first.gate.release()
        assert await asyncio.to_thread(first.ended.wait, 20)
        second.open()
        assert await collect(worker.submit(second)) == ["b0", "b1", "b2"]

    asyncio.run(run())


def test_an_error_of_the_work_reaches_whom_it_was_for_and_the_thread_goes_on(worker: Worker) -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    async def run() -> None:
        with pytest.raises(ZeroDivisionError):
            await collect(worker.submit(broken))
        assert await collect(worker.submit(lambda: iter([2]))) == [2]

    asyncio.run(run())


def test_the_end_ends_all_jobs_and_takes_no_more(worker: Worker) -> None:
    async def run() -> None:
        works = [Gated("a", []), Gated("b", [])]
        jobs = [worker.submit(work) for work in works]
        await asyncio.to_thread(works[0].begun.wait, 20)
        worker.stop()
        for job in jobs:
            with pytest.raises(ApiError, match="the server is stopping"):
                await collect(job)
        with pytest.raises(ApiError, match="the server is stopping"):
            worker.submit(works[0])
        works[0].open()

    asyncio.run(run())
