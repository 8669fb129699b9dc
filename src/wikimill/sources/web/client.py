"""A polite and careful client for web pages: robots.txt, redirects, content types, identification."""

from __future__ import annotations

import contextlib
import logging
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from protego import Protego

from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.transport import PoliteAdapter, describe_error, no_authorization, user_agent
from wikimill.sources.watched_connection import PrivateAddressError, addresses, is_public
from wikimill.sources.web.address import is_loopback, normalize
from wikimill.sources.web.response_cache import CachedResponse
from wikimill.titles import encode_host

log = logging.getLogger(__name__)

AGENT = "wikimill"  # our name in robots.txt
TYPES = {"text/html", "application/xhtml+xml", "text/plain", "text/markdown"}
ENCODINGS = {"", "identity", "gzip", "x-gzip", "deflate"}
MAX_REDIRECTS = 5
MAX_BODY = 20 << 20  # bytes of a page, decompressed
UNPRINTABLE = re.compile("[^ -~]")
ROBOTS_BYTES = 500 << 10  # what RFC 9309 asks a client to read


class UnavailableError(Exception):
    """A page cannot be fetched; the message says why in a few words."""


class WebClient:
    """One connection per host, one request at a time, no cookies.

    Args:
        contact: an e-mail address or a URL; required for hosts that are not on this machine.
        etiquette: rate limit, time-out and retries, for each host.
        folder: `cache/web`, for the locks.
        sleep: replaced by tests.
    """

    def __init__(
        self, contact: str | None, etiquette: MediaWiki, folder: Path, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.contact = contact
        self.etiquette = etiquette
        self.folder = folder
        self.sleep = sleep
        self.sessions: dict[str, requests.Session] = {}
        self.robots: dict[str, Protego | str] = {}  # by origin; a string: why nothing may be requested there
        self.last_request: dict[str, float] = {}
        self.public: set[str] = set()  # hosts that must be on the internet: no website may send us into our own network

    def close(self) -> None:
        """Close the connections."""
        for session in self.sessions.values():
            session.close()

    def get(self, url: str) -> CachedResponse:
        """Fetch the page at a normal address.

        Raises:
            UnavailableError: it cannot be fetched.
            WikimillError: there is no contact, and the host requires one.
        """
        final, response = self._follow(url, self._permit)
        if response.status_code in (404, 410):
            return CachedResponse(final, response.status_code, "", _retrieved(response), b"")
        if response.status_code != 200:
            raise UnavailableError(f"HTTP {response.status_code}")
        content_type = UNPRINTABLE.sub("", response.headers.get("Content-Type", ""))[:200]
        if (media := content_type.partition(";")[0].strip().lower()) not in TYPES:
            raise UnavailableError(f"its type is {media[:60]!r}, not text or HTML")
        if (coding := response.headers.get("Content-Encoding", "").strip().lower()) not in ENCODINGS:
            raise UnavailableError(f"its encoding {coding[:60]!r} is not supported")
        return CachedResponse(final, 200, content_type, _retrieved(response), response.content)

    def _follow(self, url: str, permit: Callable[[str], None]) -> tuple[str, requests.Response]:
        """Follow redirects; the last response, and its address."""
        named = urlsplit(url).hostname
        for _ in range(MAX_REDIRECTS + 1):
            if urlsplit(url).hostname != named:
                self.public.add(urlsplit(url).hostname or "")
            permit(url)
            session = self._session(url)
            try:
                response = session.get(url, allow_redirects=False)
            except requests.RequestException as error:
                raise UnavailableError(describe_error(error)) from None
            except PrivateAddressError:
                raise UnavailableError(f"it leads to {urlsplit(url).netloc!r}, which is not on the internet") from None
            finally:
                self.last_request[urlsplit(url).netloc] = time.monotonic()
            target = session.get_redirect_target(response)
            if target is None:
                return url, response
            url = _redirect_target(url, target)
        raise UnavailableError(f"it redirects more than {MAX_REDIRECTS} times")

    def _permit(self, url: str) -> None:
        """Check robots.txt, and wait for the delay that it asks for.

        Raises:
            UnavailableError: it forbids the address, or cannot be read (RFC 9309, section 2.3.1).
        """
        origin = urljoin(url, "/")
        if origin not in self.robots:
            self.robots[origin] = self._read_robots(origin)
        robots = self.robots[origin]
        if isinstance(robots, str):
            raise UnavailableError(f"its host's robots.txt cannot be read ({robots})")
        if not robots.can_fetch(url, AGENT):
            raise UnavailableError("its host's robots.txt forbids it")
        host = urlsplit(url).netloc
        delay = min(robots.crawl_delay(AGENT) or 0.0, self.etiquette.backoff_max)
        if (wait := self.last_request.get(host, 0.0) + delay - time.monotonic()) > 0:
            self.sleep(wait)

    def _permit_address(self, host: str, address: str) -> None:
        """Let a host be in our own network only if a person named it, and if it always was."""
        if is_public(address):
            self.public.add(host)
        elif host in self.public:
            raise PrivateAddressError

    def _read_robots(self, origin: str) -> Protego | str:
        try:
            _, response = self._follow(urljoin(origin, "robots.txt"), lambda _: None)
        except UnavailableError as reason:
            return str(reason)
        # 429, "too many requests", does not mean that there is no robots.txt.
        if response.status_code >= 500 or response.status_code == 429:
            return f"HTTP {response.status_code}"
        body = response.content[:ROBOTS_BYTES] if response.status_code == 200 else b""
        return Protego.parse(body.decode("utf-8", "replace"))

    def _session(self, url: str) -> requests.Session:
        host = urlsplit(url).netloc
        agent = user_agent(self.contact, is_loopback(url), host, "web sites", f"python-requests/{requests.__version__}")
        if host not in self.sessions:
            session = self.sessions[host] = requests.Session()
            session.auth = no_authorization
            session.headers["User-Agent"] = agent
            session.headers["Accept-Encoding"] = "gzip, deflate"
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            lock = self.folder / encode_host(host) / "connection.lock"
            adapter = PoliteAdapter(
                self.etiquette, lock, max_body=MAX_BODY, sleep=self.sleep, permit=self._permit_address
            )
            for scheme in ("http://", "https://"):
                session.mount(scheme, adapter)
        return self.sessions[host]


def _redirect_target(url: str, target: str) -> str:
    """The normal address that a redirect leads to.

    Raises:
        UnavailableError: not a web page, or another host in our own network. Where a connection really leads is checked
            again when it is made (`_permit_address`); this saves the wait for one that nothing answers.
    """
    try:
        new = normalize(urljoin(url, target))
    except (WikimillError, ValueError):
        raise UnavailableError(f"it redirects to {target[:200]!r}") from None
    host = urlsplit(new).hostname or ""
    if host != urlsplit(url).hostname and not all(map(is_public, addresses(host))):
        raise UnavailableError(f"it redirects to {new[:200]!r}, which is not on the internet")
    return new


def _retrieved(response: requests.Response) -> str:
    """The time of the response by the server's clock, else by ours."""
    moment = datetime.now(UTC)
    with contextlib.suppress(ValueError, OverflowError, TypeError):
        moment = parsedate_to_datetime(response.headers.get("Date", "")).astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
