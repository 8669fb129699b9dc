"""Polite HTTP: the transport that is mounted in the session of everything that asks a server.

Every request passes here: it waits for its turn under the requests-a-minute ceiling, is alone (one
connection a server, across processes), and is repeated with growing waits when the server is
lagged, busy or broken. mwclient's own waiting is switched off.
"""

from __future__ import annotations

import contextlib
import http.client
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import requests
from filelock import FileLock, Timeout
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, InvalidHeader
from urllib3.util import Retry

from wikimill import __version__
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.response_deadline import Watch
from wikimill.sources.token_bucket import TokenBucket

log = logging.getLogger(__name__)

# Worth asking again: Cloudflare's 52x among them, but not what a server says of its own abilities.
BUSY_STATUS = {408, 425, 429, *range(500, 600)} - {501, 505}
# Further attempts on a server that has never answered sensibly, in this run or before: its address may be wrong.
STRANGER_RETRIES = 4
# A process keeps its connection so long, in seconds, then closes it and gives way to the others.
LEASE = 5.0
GIVE_WAY = 0.15  # seconds; the others look every 0.05 s
LARGEST_BODY = 64 << 20  # bytes; MediaWiki's own limit is 8 MB before escapes
TRICKLES = "its answer trickles"
BODY_TIMEOUTS = 10  # an answer that trickles may take so many time-outs in all


class Unanswered(requests.RequestException):
    """No sensible answer, however often the server was asked; the text says why, without the URL."""


class PoliteAdapter(HTTPAdapter):
    """An HTTP adapter that keeps a server's etiquette.

    Args:
        etiquette: ceilings, time-out and how long to insist.
        lock: a file that every process asking this server locks while it has a connection.
        check_response: of the body of an answer of status 200: whether this is the server that is meant, and why to ask
            again; no reason for an answer that is good, or final.
        largest: bytes that a body may have, unpacked.
        sleep: replaced by tests, as `clock`.
    """

    def __init__(
        self,
        etiquette: MediaWiki,
        lock: Path,
        check_response: Callable[[bytes], tuple[bool, str]] = lambda body: (True, ""),
        largest: int = LARGEST_BODY,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.watch = Watch()
        super().__init__(pool_connections=1, pool_maxsize=1)
        self.etiquette = etiquette
        self.bucket = TokenBucket(lock.with_suffix(".level"), etiquette.requests_per_minute, clock)
        self.check_response = check_response
        self.largest = largest
        self.sleep = sleep
        self.known = lock.with_suffix(".known")
        self.since = self.gave_way = 0.0
        lock.parent.mkdir(parents=True, exist_ok=True)
        self.lock = FileLock(lock)
        self.answered = self.known.exists()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """See `HTTPAdapter`; the connections are watched."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.watch.pools()

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send, and send again while the server is busy or broken.

        Raises:
            Unanswered: after `retries` further attempts, or when the waits exceed `retry_budget`.
        """
        waited, attempt = 0.0, 0
        while True:
            with self._turn():
                self._pace()
                asked = None
                try:
                    with self.watch.within(BODY_TIMEOUTS * self.etiquette.timeout):
                        response = super().send(request, True, self.etiquette.timeout, verify, cert, proxies)
                        self._read(response)
                    reason = TRICKLES if self.watch.over else self._complaint(response)
                    if not reason:
                        return response
                    asked = response.headers.get("Retry-After")
                except Unanswered:
                    raise
                except (requests.RequestException, HTTPError, http.client.HTTPException, OSError) as error:
                    reason = TRICKLES if self.watch.over else brief(error)
                wait = self._wait(attempt, asked)
                waited += wait
                attempt += 1
                self._insist(reason, attempt, wait, waited)
                self.close()

    def _insist(self, reason: str, attempts: int, wait: float, waited: float) -> None:
        """Agree to ask again after `wait` seconds, for all processes, or give up."""
        retries = self.etiquette.retries if self.answered else min(self.etiquette.retries, STRANGER_RETRIES)
        if attempts > retries:
            raise Unanswered(f"{reason} ({attempts} attempts)")
        if waited > self.etiquette.retry_budget:
            raise Unanswered(f"{reason} and wants {wait:.0f} s of patience, beyond mediawiki.retry_budget")
        log.warning("%s; asking again in %.0f s (attempt %d of %d)", reason, wait, attempts + 1, retries + 1)
        self.bucket.pause(wait)

    def _complaint(self, response: requests.Response) -> str:
        """Why to ask again; empty for an answer that is good, or final."""
        if response.status_code in BUSY_STATUS:
            self._know()
            return f"it answers HTTP {response.status_code}"
        if response.status_code != 200:
            return ""
        meant, reason = self.check_response(response.content)
        if meant:
            self._know()
        return reason

    def _know(self) -> None:
        """Remember, for all runs, that this address is worth patience."""
        if not self.answered:
            self.answered = True
            self.known.touch()

    def _pace(self) -> None:
        """Wait for a token, and for the end of a pause that the server asked for."""
        wait, pause = self.bucket.wait()
        pause = min(pause, self.etiquette.retry_budget)
        if pause > 5:
            log.info("waiting %.0f s, as the server asked", pause)
        self.sleep(max(wait, pause))

    def close(self) -> None:
        """Close the connection and let other processes ask."""
        super().close()
        if self.lock.is_locked:
            self.lock.release()
            self.gave_way = time.monotonic()

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """The time in which this process may have a connection to the server."""
        if not self.lock.is_locked:
            time.sleep(max(0.0, self.gave_way + GIVE_WAY - time.monotonic()))
            try:
                self.lock.acquire(timeout=10)
            except Timeout:
                log.info("another process asks this server; waiting for a turn")
                self.lock.acquire()
            self.since = time.monotonic()
        try:
            yield
        except BaseException:
            self.close()
            raise
        if time.monotonic() - self.since > LEASE:
            self.close()

    def _read(self, response: requests.Response) -> None:
        """Read the body, within its bound of size.

        Raises:
            Unanswered: it is too large; asking again would not make it smaller.
        """
        body = bytearray()
        # read1 yields what is there: to wait for a whole chunk of a body that drips could take days.
        while chunk := response.raw.read1(1 << 16, decode_content=True):
            body += chunk
            if len(body) > self.largest:
                raise Unanswered(f"its answer exceeds {self.largest >> 20} MiB")
        response.headers.pop("X-Database-Lag", None)  # mwclient would wait by itself
        response._content, response._content_consumed = bytes(body), True  # type: ignore[attr-defined]

    def _wait(self, attempt: int, asked: str | None) -> float:
        """Seconds until the next attempt: doubling from 1 to a ceiling, and what `Retry-After` asks for at least."""
        wait = min(self.etiquette.backoff_max, 2.0**attempt)
        if asked:
            try:
                return max(wait, Retry().parse_retry_after(asked))
            except (InvalidHeader, ValueError, OverflowError):
                log.debug("unreadable Retry-After: %r", asked)
        return wait


def user_agent(contact: str | None, is_loopback: bool, host: str, whose: str, library: str) -> str:
    """The User-Agent in the form that Wikimedia asks for: client (contact) library.

    Args:
        contact: the operator's address; None is for hosts on this machine.
        is_loopback: whether the host is on this machine.
        host: which is to be asked, for the error.
        whose: what it is one of, in the plural.
        library: that asks it, and its version.

    Raises:
        WikimillError: a host that is not on this machine, and no contact to identify with.
    """
    if not (contact or is_loopback):
        raise WikimillError(
            f"{host}: {whose} must know whom to ask about this traffic: set `contact` in config/config.yaml to "
            "your e-mail address or a URL that leads to you"
        )
    return f"wikimill/{__version__} ({contact or 'on this machine'}) {library}"


def no_authorization(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """The authorization of sessions that have none; otherwise requests would send what is in ~/.netrc."""
    return request


def brief(error: Exception) -> str:
    """A failed connection in a few words, without the URL."""
    if isinstance(error, Unanswered):
        return str(error)
    if isinstance(error, requests.Timeout):
        return "it does not answer in time"
    if isinstance(error, OSError) and error.strerror:
        return f"it cannot be reached ({error.strerror})"
    reason = getattr(error.args[0], "reason", error.args[0]) if error.args else error
    text = str(reason.args[-1] if isinstance(reason, HTTPError) and reason.args else reason)
    return f"it cannot be reached ({' '.join(text.rsplit('>: ', maxsplit=1)[-1].split(': ', 1)[-1].split())})"
