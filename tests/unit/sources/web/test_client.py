"""The client for web pages: robots.txt, delays, redirects."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.sources.web.listing import reasons, source
from tests.web_site import TEXT, Site
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.watched_connection import PrivateAddressError
from wikimill.sources.web import client
from wikimill.sources.web.client import UnavailableError, WebClient


@pytest.mark.slow
def test_robots_txt_is_respected(site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: wikimill\nDisallow: /private/\n")
    site.put("/private/a")
    found = reasons(tmp_path, caplog, site, site.url + "/private/a", site.put("/to", status=301, Location="/private/a"))
    forbidden = "its host's robots.txt forbids it"
    assert found == {"/private/a": forbidden, "/to": forbidden}
    assert "/private/a" not in site.asked
    assert site.asked.count("/robots.txt") == 1


@pytest.mark.slow
@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (429, False)])
def test_a_robots_txt_that_cannot_be_read(site: Site, tmp_path: Path, status: int, allowed: bool) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /\n", status=status)
    url = site.put("/a")
    if allowed:
        assert [pin.title for pin in source(tmp_path, url).all_texts()] == [url]
    else:
        with pytest.raises(WikimillError, match="none of the web pages"):
            list(source(tmp_path, url).all_texts())
        assert "/a" not in site.asked


@pytest.mark.parametrize(("wanted", "waited"), [("7", 7), ("99999", 120)])
def test_a_crawl_delay_is_respected_up_to_a_maximum(site: Site, tmp_path: Path, wanted: str, waited: float) -> None:
    site.put("/robots.txt", f"User-agent: *\nCrawl-delay: {wanted}\n")
    waits: list[float] = []
    client = WebClient(None, MediaWiki(requests_per_minute=6000), tmp_path, waits.append)
    client.get(site.put("/a"))
    client.close()
    assert [round(wait) for wait in waits if wait] == [waited]


def test_redirects_are_followed(site: Site, tmp_path: Path) -> None:
    site.put("/b", status=307, Location="c?d=%7e")
    site.put("/c?d=~")
    [pin] = source(tmp_path, site.put("/a", status=301, Location=site.url + "/b")).all_texts()
    assert (pin.title, pin.bytes) == (site.url + "/a", len(TEXT))
    assert site.asked == ["/robots.txt", "/a", "/b", "/c?d=~"]


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::a00:1", "224.0.0.1"])
def test_a_redirect_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    hosts = {"inside.example": address, "b.example": "1.1.1.1"}
    monkeypatch.setattr("socket.getaddrinfo", lambda host, _: [(0, 0, 0, "", (hosts[host], 0))])
    with pytest.raises(UnavailableError, match="not on the internet"):
        client._redirect_target("https://a.example/x", "//inside.example/")
    assert client._redirect_target("https://a.example/x", "//b.example") == "https://b.example/"
    assert client._redirect_target("http://inside.example/x", "https://inside.example/y").endswith("/y")


def test_a_host_that_was_on_the_internet_stays_there(tmp_path: Path) -> None:
    """Its name may lead to this machine at the next question."""
    web = WebClient(None, MediaWiki(), tmp_path)
    web._permit_address("intranet", "10.1.2.3")
    web._permit_address("a.example", "1.1.1.1")
    web._permit_address("intranet", "10.1.2.3")
    with pytest.raises(PrivateAddressError):
        web._permit_address("a.example", "127.0.0.1")
