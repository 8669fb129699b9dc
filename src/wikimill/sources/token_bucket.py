"""How often a wiki is asked: a token bucket that all processes of all runs share."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path

# A burst may not lift the first minute above the 200 requests a minute that Wikimedia grants
# identified clients (2026): 120 a minute and a bucket of 30 make 150.
BUCKET_MINUTES = 0.25
LONGEST_PAUSE = 86400.0  # seconds; the largest `mediawiki.retry_budget`


class TokenBucket:
    """At most `per_minute` acquisitions a minute on average, after a burst of a quarter minute's worth.

    Its level lies in a file, so that all processes that ask one wiki, and the next run, draw from one bucket,
    and when the wiki asks one of them to wait, all wait. The caller holds the wiki's lock.
    """

    def __init__(self, level: Path, per_minute: int, clock: Callable[[], float] = time.time) -> None:
        self.level = level
        self.rate = per_minute / 60
        self.capacity = max(1.0, per_minute * BUCKET_MINUTES)
        self.clock = clock

    def wait(self) -> tuple[float, float]:
        """Take a token; the seconds until it may be used, and until the end of a pause."""
        tokens, last, until = self._read()
        now = self.clock()
        tokens = min(self.capacity, tokens + max(0.0, now - last) * self.rate) - 1
        self._write(tokens, now, until)
        return max(0.0, -tokens / self.rate), max(0.0, until - now)

    def pause(self, seconds: float) -> None:
        """Let nobody act for so long."""
        tokens, last, until = self._read()
        self._write(tokens, last, max(until, self.clock() + seconds))

    def _read(self) -> tuple[float, float, float]:
        """Tokens, when they were counted, and until when nobody acts; a full bucket when the file is no help."""
        now = self.clock()
        try:
            tokens, last, until = map(float, self.level.read_text().split())
        except (FileNotFoundError, ValueError):
            return self.capacity, now, now
        if not all(map(math.isfinite, (tokens, last, until))) or max(last, until) > now + LONGEST_PAUSE:
            return self.capacity, now, now  # the clock was wrong, then or now
        return max(tokens, -self.capacity), last, until

    def _write(self, tokens: float, last: float, until: float) -> None:
        self.level.write_text(f"{tokens} {last} {until}")
