"""The rate limit of requests to a server: a token bucket that all processes of all runs share."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path

# A burst may not lift the first minute above the 200 requests a minute that Wikimedia grants
# identified clients (2026): 120 a minute and a bucket of 30 make 150.
BURST_MINUTES = 0.25
MAX_PAUSE = 86400.0  # seconds; the largest `mediawiki.retry_budget`


class TokenBucket:
    """At most `per_minute` requests a minute on average, after a burst of a quarter minute's worth.

    Its level is kept in a file, so that all processes that ask one server, and the next run, share one bucket,
    and when the server asks one of them to wait, all wait. The caller holds the server's lock.
    """

    def __init__(self, level: Path, per_minute: int, clock: Callable[[], float] = time.time) -> None:
        self.level = level
        self.rate = per_minute / 60
        self.capacity = max(1.0, per_minute * BURST_MINUTES)
        self.clock = clock

    def wait(self) -> tuple[float, float]:
        """Take a token; returns the seconds until it may be used, and those until the end of a pause."""
        tokens, last, until = self._read()
        now = self.clock()
        tokens = min(self.capacity, tokens + max(0.0, now - last) * self.rate) - 1
        self._write(tokens, now, until)
        return max(0.0, -tokens / self.rate), max(0.0, until - now)

    def pause(self, seconds: float) -> None:
        """Stop all processes from asking for so many seconds."""
        tokens, last, until = self._read()
        self._write(tokens, last, max(until, self.clock() + seconds))

    def _read(self) -> tuple[float, float, float]:
        """Tokens, when they were counted, and the end of the pause; a full bucket if the file is missing or invalid."""
        now = self.clock()
        try:
            tokens, last, until = map(float, self.level.read_text().split())
        except (FileNotFoundError, ValueError):
            return self.capacity, now, now
        if not all(map(math.isfinite, (tokens, last, until))) or max(last, until) > now + MAX_PAUSE:
            return self.capacity, now, now  # the clock is or was wrong
        if last > now:  # the clock went back since: what is left of a pause is no longer than it was then
            last, until = now, now + max(0.0, until - last)
        return max(tokens, -self.capacity), last, until

    def _write(self, tokens: float, last: float, until: float) -> None:
        self.level.write_text(f"{tokens} {last} {until}")
