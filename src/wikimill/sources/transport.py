"""Polite HTTP: the transport adapter of every session, for wikis and for web sites.

Every request goes through it: it waits for its turn under the limit of requests per minute, is the only one (one
connection per server, across processes), and is repeated with growing waits when the server is lagged, busy or
broken. mwclient's own waiting is switched off.
"""

from __future__ import annotations

import contextlib
import http.client
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from filelock import FileLock, Timeout
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, NewConnectionError

from wikimill import __version__
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.retry_after import seconds_to_wait
from wikimill.sources.token_bucket import TokenBucket
from wikimill.sources.watched_connection import ConnectionWatch

log = logging.getLogger(__name__)

# Worth trying again, Cloudflare's 52x included; 501 and 505 say what the server cannot do at all.
BUSY_STATUS = {408, 425, 429, *range(500, 600)} - {501, 505}
# Retries with a server that has never given a valid response, in this run or before: its address may be wrong.
UNKNOWN_SERVER_RETRIES = 4
# The same where nothing listens, or the host's name is in no directory: a mistyped address is told at once.
UNREACHED_SERVER_RETRIES = 1
# Seconds for which a process keeps its connection before it closes it and lets the others have their turn.
LEASE = 5.0
GIVE_WAY = 0.15  # seconds; the others check every 0.05 s
MAX_BODY = 64 << 20  # bytes; MediaWiki's own limit is 8 MB before escaping
TOO_SLOW = "its response arrives too slowly"
MAX_TIMEOUTS = 10  # a response may take so many time-outs in all


class NoResponseError(requests.RequestException):
    """No valid response after all retries; the message says why, without the URL."""


class UnreachableError(NoResponseError):
    """There is no connection to the server after all retries."""


@dataclass(frozen=True)
class Refusal:
    """What stands in front of a server and answers in its place, which asking again would not change.

    `problem` names it, `fix` says what to do; both are parts of a line. `for_browsers`: only a browser passes it.
    """

    problem: str
    fix: str
    for_browsers: bool = False


class RefusedError(requests.RequestException):
    """A response of what stands in front of the server."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.problem)
        self.refusal = refusal


class PoliteAdapter(HTTPAdapter):
    """An HTTP adapter that keeps to a server's etiquette.

    Args:
        etiquette: rate limit, time-out, and how often and how long to retry.
        lock: a file that each process locks while it has a connection to this server.
        check_response: takes the body of a response of status 200; returns whether the server is the kind that was
            expected, and the reason to retry, empty if the response is valid or final.
        is_final: takes the body of a response whose status tells of a busy or broken server; returns whether it is an
            answer all the same, which another request would not change.
        max_body: bytes of a body, decompressed.
        permit: gets the host and the IP address of each new connection; an exception ends it before anything is sent.
            A proxy that the environment names is not asked about: it decides itself where it connects to.
        certificate: gets the URL of a request; returns the paths of the client's certificate and key that go with it,
            None if none goes. Without this, none does.
        find_refusal: tells whether a response is of what stands in front of the server; None if it is the server's.
        sleep: replaced by tests, as is `clock`.
    """

    def __init__(
        self,
        etiquette: MediaWiki,
        lock: Path,
        check_response: Callable[[bytes], tuple[bool, str]] = lambda body: (True, ""),
        max_body: int = MAX_BODY,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
        find_refusal: Callable[[requests.Response], Refusal | None] = lambda response: None,
        permit: Callable[[str, str], None] = lambda host, address: None,
        certificate: Callable[[str], tuple[str, str] | None] | None = None,
        is_final: Callable[[bytes], bool] = lambda body: False,
    ) -> None:
        self.watch = ConnectionWatch(permit)
        super().__init__(pool_connections=1, pool_maxsize=1)
        self.etiquette = etiquette
        self.bucket = TokenBucket(lock.with_suffix(".level"), etiquette.requests_per_minute, clock)
        self.check_response = check_response
        self.max_body = max_body
        self.find_refusal = find_refusal
        self.certificate = certificate
        self.is_final = is_final
        self.sleep = sleep
        self.known = lock.with_suffix(".known")  # exists once the server has given a valid response
        self.acquired = self.yielded = 0.0
        lock.parent.mkdir(parents=True, exist_ok=True)
        self.lock = FileLock(lock)
        self.is_known = self.known.exists()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """See `HTTPAdapter`; the connections are watched."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.watch.pools()

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send, and retry while the server is busy or broken; the options of `HTTPAdapter.send` are given by name.

        Raises:
            NoResponseError: after `retries` retries, or when the waits exceed `retry_budget`; an `UnreachableError` if
                no connection was made.
            RefusedError: something else than the server answers.
        """
        certificate = self.certificate(request.url or "") if self.certificate else None
        options |= {"stream": True, "timeout": self.etiquette.timeout, "cert": certificate}
        waited, attempt = 0.0, 0
        while True:
            with self._turn():
                self._pace()
                retry_after: float = 0.0
                is_unreached = False
                try:
                    with self.watch.limit(MAX_TIMEOUTS * self.etiquette.timeout):
                        response = super().send(request, *args, **options)
                        self._read(response)
                    if not self.watch.exceeded and (refusal := self.find_refusal(response)):
                        raise RefusedError(refusal)
                    reason = TOO_SLOW if self.watch.exceeded else self._reason_to_retry(response)
                    if not reason:
                        return response
                    retry_after = seconds_to_wait(response.headers)
                except (NoResponseError, RefusedError):
                    raise
                except (requests.RequestException, HTTPError, http.client.HTTPException, OSError) as error:
                    reason = TOO_SLOW if self.watch.exceeded else describe_error(error)
                    is_unreached = _is_unreached(error)
                wait = max(min(self.etiquette.backoff_max, 2.0**attempt), retry_after)
                waited += wait
                attempt += 1
                self._plan_retry(reason, attempt, wait, waited, is_unreached)
                self.close()

    def _plan_retry(self, reason: str, attempts: int, wait: float, waited: float, is_unreached: bool) -> None:
        """Make all processes wait for `wait` seconds, or give up."""
        retries = self.etiquette.retries
        if not self.is_known:
            retries = min(retries, UNREACHED_SERVER_RETRIES if is_unreached else UNKNOWN_SERVER_RETRIES)
        if attempts > retries:
            kind = UnreachableError if is_unreached else NoResponseError
            raise kind(f"{reason} ({attempts} attempts)")
        if waited > self.etiquette.retry_budget:
            raise NoResponseError(f"{reason}; another {wait:.0f} s of waiting would exceed mediawiki.retry_budget")
        log.warning("%s; trying again in %.0f s (attempt %d of %d)", reason, wait, attempts + 1, retries + 1)
        self.bucket.pause(wait)

    def _reason_to_retry(self, response: requests.Response) -> str:
        """Why to retry; empty for a response that is valid or final."""
        if response.status_code in BUSY_STATUS:
            self._remember_server()
            if self.is_final(response.content):
                return ""
            return f"it answers with HTTP {response.status_code}"
        if response.status_code != 200:
            return ""
        expected, reason = self.check_response(response.content)
        if expected:
            self._remember_server()
        return reason

    def _remember_server(self) -> None:
        """Remember, for all runs, that this address is right, so that all retries are worth while."""
        if not self.is_known:
            self.is_known = True
            self.known.touch()

    def _pace(self) -> None:
        """Wait for a token, and for the end of a pause before another attempt."""
        wait, pause = self.bucket.wait()
        pause = min(pause, self.etiquette.retry_budget)
        if pause > 5:
            log.info("waiting %.0f s", pause)
        self.sleep(max(wait, pause))

    def close(self) -> None:
        """Close the connection and let other processes have their turn."""
        super().close()
        if self.lock.is_locked:
            self.lock.release()
            self.yielded = time.monotonic()

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """The time in which this process may have a connection to the server."""
        if not self.lock.is_locked:
            time.sleep(max(0.0, self.yielded + GIVE_WAY - time.monotonic()))
            try:
                self.lock.acquire(timeout=10)
            except Timeout:
                log.info("another process is using this server; waiting for a turn")
                self.lock.acquire()
            self.acquired = time.monotonic()
        try:
            yield
        except BaseException:
            self.close()
            raise
        if time.monotonic() - self.acquired > LEASE:
            self.close()

    def _read(self, response: requests.Response) -> None:
        """Read the body, up to its maximum size.

        Raises:
            NoResponseError: it is too large; it would be no smaller the next time.
        """
        body = bytearray()
        # read1 returns what is there: waiting for a whole chunk of a body that trickles in could take days.
        while chunk := response.raw.read1(1 << 16, decode_content=True):
            body += chunk
            if len(body) > self.max_body:
                raise NoResponseError(f"its response is larger than {self.max_body >> 20} MiB")
        response.headers.pop("X-Database-Lag", None)  # mwclient would wait by itself
        response._content, response._content_consumed = bytes(body), True  # type: ignore[attr-defined]


def _is_unreached(error: Exception) -> bool:
    """Whether no connection was made: the host's name is unknown, or nothing listens there."""
    return bool(error.args) and isinstance(getattr(error.args[0], "reason", None), NewConnectionError)


def user_agent(contact: str | None, is_loopback: bool, host: str, servers: str, library: str) -> str:
    """The User-Agent in the form that Wikimedia asks for: client (contact) library.

    Args:
        contact: the operator's e-mail address or URL; None is allowed for hosts on this machine.
        is_loopback: whether the host is on this machine.
        host: the host, for the error.
        servers: what the host is, in the plural, for the error: "wikis".
        library: the HTTP client and its version.

    Raises:
        WikimillError: a host that is not on this machine, and no contact.
    """
    if not (contact or is_loopback):
        raise WikimillError(
            f"{host}: {servers} need to know whom to contact about this traffic: set `contact` in config/config.yaml "
            "to your e-mail address or a URL where you can be reached"
        )
    return f"wikimill/{__version__} ({contact or 'on this machine'}) {library}"


def no_authorization(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Send no credentials; without it, requests would send those in ~/.netrc."""
    return request


def describe_error(error: Exception) -> str:
    """A failed connection in a few words, without the URL."""
    if isinstance(error, (NoResponseError, RefusedError)):
        return str(error)
    if isinstance(error, requests.Timeout):
        return "it does not answer in time"
    if isinstance(error, OSError) and error.strerror:
        return f"it cannot be reached ({error.strerror})"
    reason = getattr(error.args[0], "reason", error.args[0]) if error.args else error
    text = str(reason.args[-1] if isinstance(reason, HTTPError) and reason.args else reason)
    return f"it cannot be reached ({' '.join(text.rsplit('>: ', maxsplit=1)[-1].split(': ', 1)[-1].split())})"
