"""A bound of the processor time that a block may take: a busy machine does not look like a hang."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class HangError(BaseException):
    """The time is over. No `except Exception` of the code under test catches it."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise `HangError` in the block when this process has worked for so many seconds."""

    def end(*_: object) -> None:
        raise HangError(f"more than {seconds:g} s of work")

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
