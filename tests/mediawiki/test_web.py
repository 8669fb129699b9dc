"""Web pages from a real HTTP server, their text extracted in a process of its own."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.sources.web.listing import reasons, source
from tests.web_site import TEXT, Site, serve_site
from wikimill.sources import transport
from wikimill.sources.base import Revision
from wikimill.sources.web import client


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(transport, "GIVE_WAY", 0.0)
    with serve_site() as site:
        yield site


def test_a_body_that_trickles_in_is_given_up(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MAX_TIMEOUTS", 0.1)
    assert reasons(tmp_path, caplog, site, site.put("/slow", X_Slow="1")) == {
        "/slow": "its response arrives too slowly (2 attempts)"
    }


def test_a_host_that_cannot_be_reached(site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        [reason] = reasons(tmp_path, caplog, site, url).values()
    assert reason.startswith("its host's robots.txt cannot be read (it cannot be reached (")


def test_pages_are_fetched_over_one_connection_or_left_out(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MAX_BODY", 1 << 20)
    bomb = gzip.compress(b"x" * 50_000_000)
    urls = [
        site.put("/empty", "<html><body></body></html>"),
        site.put("/bomb", bomb, Content_Encoding="gzip"),
        site.put("/cut", Content_Length="9999", X_Cut="1"),
        site.put("/to", status=301, Location="/good"),
    ]
    found = reasons(tmp_path, caplog, site, *urls)
    assert found.pop("/cut").startswith("it cannot be reached (")
    assert found == {"/empty": "it has no main text", "/bomb": "its response is larger than 1 MiB"}
    cached = source(tmp_path, *urls)
    texts = [each.text for each in cached.revisions(cached.all_texts()) if isinstance(each, Revision)]
    assert texts == [TEXT]


def test_a_name_that_leads_elsewhere_the_second_time_gets_nothing(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = site.url.replace("127.0.0.1", "localhost")
    monkeypatch.setattr(client, "addresses", lambda host: {"1.1.1.1"})
    site.put("/inside")
    url = site.put("/a", status=302, Location=f"{elsewhere}/inside")
    reason = f"its host's robots.txt cannot be read (it leads to {elsewhere[7:]!r}, which is not on the internet)"
    assert reasons(tmp_path, caplog, site, url) == {"/a": reason}
    assert "/inside" not in site.asked
