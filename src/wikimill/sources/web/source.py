"""Web pages as a source: the main text of each address in a list."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from wikimill.config.model import Convert, MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.base import ANOTHER, UNREAD, Pin, Revision, TextSource, Unavailable
from wikimill.sources.bounded_process import UnreadableError
from wikimill.sources.pinned_text import matching_revision, pin_text
from wikimill.sources.web.address import normalize
from wikimill.sources.web.client import UnavailableError, WebClient
from wikimill.sources.web.extract import extract_bounded
from wikimill.sources.web.response_cache import CachedResponse, ResponseCache

log = logging.getLogger(__name__)


class WebSource(TextSource):
    """Pages by address. Responses are cached and never requested again.

    Args:
        urls: the addresses, in any form; the normal form is a page's title.
        contact: an e-mail address or a URL; required for hosts that are not on this machine.
        etiquette: rate limit, time-out and retries, for each host.
        cache: the project's cache folder; responses are below its `web/`.
        bounds: the time and memory that extracting one page's text may take.
        refresh: request every page again; the cached ones are used where that fails.

    Raises:
        WikimillError: an invalid address.
    """

    def __init__(
        self,
        urls: Sequence[str],
        contact: str | None,
        etiquette: MediaWiki,
        cache: Path,
        bounds: Convert,
        refresh: bool = False,
    ) -> None:
        self.urls = sorted({normalize(url) for url in urls})
        self.contact = contact
        self.etiquette = etiquette
        self.folder = cache / "web"
        self.bounds = bounds
        self.refresh = refresh

    def all_texts(self) -> Iterator[Pin]:
        """See `TextSource.all_texts`. The timestamp is that of the response.

        Raises:
            WikimillError: no page could be fetched, or a host requires a contact and there is none.
        """
        found = False
        with self._open_client() as (responses, client):
            for url in self.urls:
                try:
                    response = _get(url, responses, client, self.refresh)
                    pin = pin_text(url, extract_bounded(response, self.bounds), response.retrieved)
                except (UnavailableError, UnreadableError) as reason:
                    log.warning("%s is left out: %s", url, reason)
                    pin = Pin.unread(url)
                found = found or bool(pin.revid)
                yield pin
        if self.urls and not found:
            raise WikimillError("none of the web pages could be fetched; see the reasons above and correct `urls:`")

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `TextSource.revisions`. A page that is no longer in the cache and has changed since is missing."""
        with self._open_client() as (responses, client):
            for pin in pins:
                item: Revision | Pin = pin
                if pin.revid:
                    try:
                        response = _get(normalize(pin.title), responses, client)
                        revision = matching_revision(pin, extract_bounded(response, self.bounds))
                        item = revision or Unavailable.of(pin, ANOTHER)
                        reason = "its text is no longer the one that was pinned"
                    except (UnavailableError, UnreadableError) as error:
                        item, reason = Unavailable.of(pin, UNREAD), str(error)
                    if isinstance(item, Unavailable):
                        log.warning("%s is left out: %s", pin.title, reason)
                yield item

    @contextlib.contextmanager
    def _open_client(self) -> Iterator[tuple[ResponseCache, WebClient]]:
        with (
            ResponseCache(self.folder / "responses.sqlite") as responses,
            contextlib.closing(WebClient(self.contact, self.etiquette, self.folder)) as client,
        ):
            yield responses, client


def _get(url: str, responses: ResponseCache, client: WebClient, refresh: bool = False) -> CachedResponse:
    """The page from the cache or, with `refresh`, from its host if possible.

    Raises:
        UnavailableError: it cannot be fetched.
    """
    response = responses.get(url)
    if response is None or refresh:
        try:
            response = client.get(url)
            responses.add(url, response)
        except UnavailableError as reason:
            if response is None:
                raise
            log.warning("%s: using the cached page: %s", url, reason)
    if response.status != 200:
        raise UnavailableError(f"HTTP {response.status}")
    return response
