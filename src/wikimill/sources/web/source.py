"""Web pages as a source: the main text of each address of a list."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from wikimill.config.model import Convert, MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.base import Pin, Revision
from wikimill.sources.bounded_process import UnreadableError
from wikimill.sources.pinned_text import matching_revision, pin_text
from wikimill.sources.web.address import normalize
from wikimill.sources.web.client import UnavailableError, WebClient
from wikimill.sources.web.extract import text_of
from wikimill.sources.web.response_cache import Answer, Answers

log = logging.getLogger(__name__)


class WebSource:
    """Pages by address. What a host answered is kept and never asked for again.

    Args:
        urls: the addresses, in any form; the normal form is a page's title.
        contact: an e-mail address or a URL, sent to hosts that are not on this machine.
        etiquette: how each host is asked.
        cache: where `web/` with the answers goes.
        bounds: the time and memory that the text of one page may take.
        fresh: list what the hosts answer now; what they do not answer stays as it was kept.

    Raises:
        WikimillError: an address that is none.
    """

    def __init__(
        self,
        urls: Sequence[str],
        contact: str | None,
        etiquette: MediaWiki,
        cache: Path,
        bounds: Convert,
        fresh: bool = False,
    ) -> None:
        self.urls = sorted({normalize(url) for url in urls})
        self.contact = contact
        self.etiquette = etiquette
        self.folder = cache / "web"
        self.bounds = bounds
        self.fresh = fresh

    def all_texts(self) -> Iterator[Pin]:
        """See `TextSource.all_texts`. The time is that of the download.

        Raises:
            WikimillError: no page could be had, or a host must be asked and there is no contact.
        """
        found = False
        with self._pages() as pages:
            for url in self.urls:
                try:
                    answer = pages.get(url, self.fresh)
                    pin = pin_text(url, text_of(answer, self.bounds), answer.retrieved)
                except (UnavailableError, UnreadableError) as reason:
                    log.warning("%s is left out: %s", url, reason)
                    pin = Pin.missing(url)
                found = found or bool(pin.revid)
                yield pin
        if self.urls and not found:
            raise WikimillError("none of the web pages could be had; see the reasons above, and correct `urls:`")

    def revisions(self, pins: Iterable[Pin]) -> Iterator[Revision | Pin]:
        """See `TextSource.revisions`. A page that is no longer in the cache and has changed since is missing."""
        with self._pages() as pages:
            for pin in pins:
                revision = None
                if pin.revid:
                    try:
                        revision = matching_revision(pin, text_of(pages.get(normalize(pin.title)), self.bounds))
                        reason = "its text is no longer the one that the manifest pins"
                    except (UnavailableError, UnreadableError) as error:
                        reason = str(error)
                    if revision is None:
                        log.warning("%s is left out: %s", pin.title, reason)
                yield revision or pin

    def close(self) -> None:
        """See `TextSource.close`; connections end with each listing."""

    @contextlib.contextmanager
    def _pages(self) -> Iterator[_Pages]:
        with (
            Answers(self.folder / "responses.sqlite") as answers,
            contextlib.closing(WebClient(self.contact, self.etiquette, self.folder)) as client,
        ):
            yield _Pages(answers, client)


class _Pages:
    """The cache before the network."""

    def __init__(self, answers: Answers, client: WebClient) -> None:
        self.answers = answers
        self.client = client

    def get(self, url: str, fresh: bool = False) -> Answer:
        """A page, as it was kept or, if it is to be `fresh`, as it is now.

        Raises:
            UnavailableError: it cannot be had.
        """
        answer = self.answers.get(url)
        if answer is None or fresh:
            try:
                answer = self.client.get(url)
                self.answers.add(url, answer)
            except UnavailableError as reason:
                if answer is None:
                    raise
                log.warning("%s stays as it was kept: %s", url, reason)
        if answer.status != 200:
            raise UnavailableError(f"HTTP {answer.status}")
        return answer
