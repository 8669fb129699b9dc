"""A web site in memory: no server, no process, no wait."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from requests.adapters import HTTPAdapter

from tests.web_site import Site
from wikimill.config.model import Convert
from wikimill.sources import transport
from wikimill.sources.web import extract


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    found = Site()
    monkeypatch.setattr(HTTPAdapter, "send", found.send)
    addresses = {"localhost": "127.0.0.1"}
    monkeypatch.setattr("socket.getaddrinfo", lambda host, _: [(0, 0, 0, "", (addresses.get(host, host), 0))])
    return found


def extract_here(command: Sequence[str], body: bytes, _bounds: Convert) -> bytes:
    """Extraction within this process, without limits."""
    return extract.extract(command[-1], body).encode()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "GIVE_WAY", 0.0)
    monkeypatch.setattr(extract, "run_bounded", extract_here)
