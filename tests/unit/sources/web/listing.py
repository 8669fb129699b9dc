"""A source of web pages for tests, and the reasons for what it leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web_site import Site
from wikimill.config.model import Convert, MediaWiki
from wikimill.sources.base import Pin
from wikimill.sources.web.source import WebSource


def source(cache: Path, *urls: str, contact: str | None = None) -> WebSource:
    etiquette = MediaWiki(retries=1, timeout=2, requests_per_minute=6000, backoff_max=0.01)
    return WebSource(urls, contact, etiquette, cache, Convert())


def reasons(cache: Path, caplog: pytest.LogCaptureFixture, site: Site, *urls: str) -> dict[str, str]:
    """Why each address is left out; a good page is requested, too."""
    pins = list(source(cache, site.put("/good"), *urls).all_texts())
    lines = [message.partition(" is left out: ") for message in caplog.messages]
    found = {url: reason for url, _, reason in lines if reason}
    assert found.keys() == {pin.title for pin in pins if not pin.revid}
    assert all(pin == Pin.unread(pin.title) for pin in pins if not pin.revid)
    return {url.removeprefix(site.url): reason for url, reason in found.items()}
