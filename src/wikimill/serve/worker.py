"""Work in line: one thread does it piece by piece, a bounded number of jobs wait for it, and any can be given up."""

from __future__ import annotations

import asyncio
import contextlib
import math
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Generic, TypeVar

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from wikimill.serve.errors import ApiError

Item = TypeVar("Item")
T = TypeVar("T")
MAX_RETRY_AFTER = 60  # seconds
END = object()


def stopping_error() -> ApiError:
    """The answer of a server that stops."""
    return ApiError(503, "the server is stopping; start it again", kind="server_error")


class Job(Generic[Item]):
    """What a worker does, and what comes of it, for the event loop in which it was made."""

    def __init__(self, worker: Worker, work: Callable[[], Iterator[Item]]) -> None:
        self.worker = worker
        self.work = work
        self.cancelled = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._events: asyncio.Queue[Any] = asyncio.Queue()

    async def items(self) -> AsyncIterator[Item]:
        """What the work yields.

        Raises:
            Exception: what the work raises, or an `ApiError` when the server stops.
        """
        while (event := await self._events.get()) is not END:
            if isinstance(event, Exception):
                raise event
            yield event

    async def collect(self, request: Request, combine: Callable[[AsyncIterator[Item]], Awaitable[T]]) -> T | None:
        """What `combine` makes of all items; None, and the job is given up, if the client of `request` goes away."""
        collected = asyncio.ensure_future(combine(self.items()))
        gone = asyncio.create_task(_until_disconnect(request))
        try:
            await asyncio.wait({collected, gone}, return_when=asyncio.FIRST_COMPLETED)
            return collected.result() if collected.done() else None
        finally:
            collected.cancel()
            gone.cancel()
            self.cancel()

    def cancel(self) -> None:
        """Give the job up: it leaves the line, or ends after its next piece."""
        self.worker.remove(self)

    def post(self, event: object) -> None:
        """Hand something over from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody reads
            self._loop.call_soon_threadsafe(self._events.put_nowait, event)


class Worker:
    """A thread that does one job at a time.

    Args:
        name: of the thread.
        most_waiting: jobs that may wait while another is done.
    """

    def __init__(self, name: str, most_waiting: int) -> None:
        self.most_waiting = most_waiting
        self._waiting: deque[Job[Any]] = deque()
        self._current: Job[Any] | None = None
        self._changed = threading.Condition()
        self._stopped = False
        self._seconds = 1.0  # that jobs took lately
        # A daemon: a step of a large model, or a row group of a large corpus, keeps nobody waiting at the end.
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def submit(self, work: Callable[[], Iterator[Item]]) -> Job[Item]:
        """Put work in line.

        Raises:
            ApiError: too many jobs wait, or the server stops.
        """
        with self._changed:
            if self._stopped:
                raise stopping_error()
            if len(self._waiting) >= self.most_waiting:
                seconds = math.ceil(min(MAX_RETRY_AFTER, max(1.0, self._seconds * (len(self._waiting) + 1))))
                raise ApiError(
                    429,
                    f"{len(self._waiting)} requests are waiting already; try again in {seconds} s",
                    code="queue_full",
                    kind="rate_limit_error",
                    retry_after=seconds,
                )
            job = Job(self, work)
            self._waiting.append(job)
            self._changed.notify_all()
            return job

    def remove(self, job: Job[Any]) -> None:
        """See `Job.cancel`."""
        with self._changed:
            job.cancelled.set()
            with contextlib.suppress(ValueError):
                self._waiting.remove(job)

    def stop(self) -> None:
        """End all jobs, and take no more."""
        with self._changed:
            self._stopped = True
            for job in (*self._waiting, *([self._current] if self._current else [])):
                job.cancelled.set()
                job.post(stopping_error())
            self._waiting.clear()
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._stopped)
                if self._stopped:
                    return
                self._current = job = self._waiting.popleft()
            begin = time.monotonic()
            self._do(job)
            with self._changed:
                self._current = None
            self._seconds = (self._seconds + time.monotonic() - begin) / 2

    @staticmethod
    def _do(job: Job[Any]) -> None:
        try:
            for item in job.work():
                if job.cancelled.is_set():
                    return
                job.post(item)
            job.post(END)
        except Exception as error:  # raised again where the job is read
            job.post(error)


class JobResponse(StreamingResponse):
    """An answer that is sent as a job goes on; the job ends when the answer does, for whatever reason."""

    def __init__(self, job: Job[Any], content: AsyncIterator[str], media_type: str) -> None:
        super().__init__(content, media_type=media_type)
        self.job = job

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See `StreamingResponse`."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.job.cancel()


async def _until_disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
