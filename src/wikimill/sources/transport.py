"""Polite HTTP: the transport that is mounted in mwclient's own session.

Every request to a wiki passes here: it waits for its turn under the requests-a-minute ceiling, is
alone (one connection a wiki, across processes), and is repeated with growing waits when the wiki
is lagged, busy or broken. mwclient's own waiting is switched off.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import requests
from filelock import FileLock
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, InvalidHeader
from urllib3.util import Retry

from wikimill.config.model import MediaWiki

log = logging.getLogger(__name__)

# MediaWiki answers these with HTTP 200 and this header: wait and ask again.
BUSY_ERRORS = {"maxlag", "ratelimited", "readonly", "internal_api_error_DBConnectionError"}
BUSY_STATUS = {429, 500, 502, 503, 504}
LONGEST_WAIT = 120.0  # seconds
# A burst may not lift the first minute above the 200 requests a minute that Wikimedia grants
# identified clients (2026): 120 a minute and a bucket of 30 make 150.
BUCKET_MINUTES = 0.25


class TokenBucket:
    """At most `per_minute` acquisitions a minute on average, after a burst of a quarter minute's worth.

    Its level lies in a file, so that all processes that ask one wiki, and the next run, draw from one bucket.
    The caller holds the wiki's lock.
    """

    def __init__(self, level: Path, per_minute: int, clock: Callable[[], float] = time.time) -> None:
        self.level = level
        self.rate = per_minute / 60
        self.capacity = max(1.0, per_minute * BUCKET_MINUTES)
        self.clock = clock

    def wait(self) -> float:
        """Take a token; the seconds to sleep before acting on it."""
        now = self.clock()
        try:
            tokens, last = map(float, self.level.read_text().split())
        except (FileNotFoundError, ValueError):
            tokens, last = self.capacity, now
        tokens = min(self.capacity, tokens + max(0.0, now - last) * self.rate) - 1
        self.level.write_text(f"{tokens} {now}")
        return max(0.0, -tokens / self.rate)


class PoliteAdapter(HTTPAdapter):
    """An HTTP adapter that keeps a wiki's etiquette.

    Args:
        etiquette: ceilings, time-out and number of retries.
        lock: a file that every process asking this wiki locks while it asks.
        sleep: replaced by tests.
    """

    def __init__(self, etiquette: MediaWiki, lock: Path, sleep: Callable[[float], None] = time.sleep) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1)
        self.etiquette = etiquette
        self.bucket = TokenBucket(lock.with_suffix(".level"), etiquette.requests_per_minute)
        self.sleep = sleep
        self.answered = False
        lock.parent.mkdir(parents=True, exist_ok=True)
        self.lock = FileLock(lock)

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send, and send again while the wiki is busy; the last answer, or the last failure, is final."""
        for attempt in range(self.etiquette.retries + 1):
            last = attempt == self.etiquette.retries
            try:
                with self.lock:
                    self.sleep(self.bucket.wait())
                    response = super().send(request, stream, self.etiquette.timeout, verify, cert, proxies)
                    _ = response.content  # a cut connection shows while the body is read
                    response.headers.pop("X-Database-Lag", None)  # mwclient would wait by itself
            except (
                requests.ConnectionError,
                requests.Timeout,
                requests.exceptions.ChunkedEncodingError,
            ) as error:
                if last:
                    raise
                reason, asked = brief(error), None
            else:
                reason = _busy(response) or self._cut(response)
                if not reason or last:
                    return response
                asked = response.headers.get("Retry-After")
            wait = _wait(attempt, asked)
            log.warning(
                "%s; asking again in %.0f s (attempt %d of %d)",
                reason,
                wait,
                attempt + 2,
                self.etiquette.retries + 1,
            )
            self.sleep(wait)
        raise AssertionError("the loop returns or raises in its last round")

    def _cut(self, response: requests.Response) -> str:
        """Why an answer of status 200 cannot be whole; empty when it is, or when asking again is no use.

        A cut JSON text is worth another try. Something else, such as a proxy's page of HTML, is so only from a
        wiki that has answered JSON before: otherwise the address is wrong.
        """
        if response.status_code != 200:
            return ""
        try:
            json.loads(response.content)
        except ValueError:
            if self.answered or response.content.lstrip()[:1] in (b"{", b"["):
                return "the wiki's answer is no whole JSON"
            return ""
        self.answered = True
        return ""


def _busy(response: requests.Response) -> str:
    """Why an answer asks for patience; empty when it does not."""
    if response.status_code in BUSY_STATUS:
        return f"the wiki answered HTTP {response.status_code}"
    error = response.headers.get("MediaWiki-API-Error", "")
    return f"the wiki answered {error}" if error in BUSY_ERRORS else ""


def _wait(attempt: int, asked: str | None) -> float:
    """Seconds until the next attempt: what `Retry-After` asks for, else doubling from 1; at most 120."""
    if asked:
        try:
            return min(LONGEST_WAIT, max(1.0, Retry().parse_retry_after(asked)))
        except (InvalidHeader, ValueError):
            log.debug("unreadable Retry-After: %r", asked)
    return min(LONGEST_WAIT, 2.0**attempt)


def brief(error: Exception) -> str:
    """A failed connection in a few words, without the URL."""
    if isinstance(error, requests.Timeout):
        return "the wiki did not answer in time"
    reason = getattr(error.args[0], "reason", error.args[0]) if error.args else error
    text = str(reason.args[-1] if isinstance(reason, HTTPError) and reason.args else reason)
    return f"no connection ({text.rsplit('>: ', maxsplit=1)[-1].split(': ', 1)[-1]})"
