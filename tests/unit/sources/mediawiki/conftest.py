"""Tests of the API's client have no network."""

from __future__ import annotations

import pytest
from requests.adapters import HTTPAdapter

from tests.unit.sources.mediawiki.web import Web
from wikimill.sources import transport


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    """The web, empty, without waits."""
    found = Web()
    monkeypatch.setattr(HTTPAdapter, "send", found.send)
    monkeypatch.setattr(transport, "GIVE_WAY", 0.0)
    monkeypatch.setattr("time.sleep", lambda _: None)
    return found
