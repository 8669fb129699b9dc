"""Web pages as a source: fetched once, left out with a reason, cached."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
import requests

from tests.unit.sources.web.listing import reasons, source
from tests.web_site import PAGE, TEXT, Site
from wikimill import __version__
from wikimill.errors import WikimillError
from wikimill.sources.base import Pin, Revision, Unavailable
from wikimill.sources.pinned_text import pin_text
from wikimill.sources.web import client


def test_a_page_becomes_its_main_text_and_is_requested_once(site: Site, tmp_path: Path) -> None:
    url = site.put("/lighthouse", Date="Fri, 02 Jan 2026 03:04:05 GMT")
    first = list(source(tmp_path, url, url + "#top").all_texts())
    assert [(pin.title, pin.timestamp, pin.bytes) for pin in first] == [(url, "2026-01-02T03:04:05Z", len(TEXT))]
    assert site.asked == ["/robots.txt", "/lighthouse"]
    again = source(tmp_path, url)
    assert list(again.all_texts()) == first
    pin = first[0]
    assert list(again.revisions(first)) == [Revision(pin.revid, url, pin.timestamp, pin.sha1, TEXT)]
    assert len(site.asked) == 2
    assert site.agents == {f"wikimill/{__version__} (on this machine) python-requests/{requests.__version__}"}


def test_the_contact_is_sent_and_required_beyond_this_machine(site: Site, tmp_path: Path) -> None:
    list(source(tmp_path, site.put("/a"), contact="me@example.org").all_texts())
    assert site.agents == {f"wikimill/{__version__} (me@example.org) python-requests/{requests.__version__}"}
    with pytest.raises(WikimillError, match=r"a\.example: web sites need to know whom to contact .*: set `contact`"):
        list(source(tmp_path, "https://a.example/").all_texts())


@pytest.mark.slow
def test_a_page_that_cannot_be_fetched_is_missing_with_a_reason(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MAX_BODY", 1 << 20)
    urls = [
        site.url + "/gone",
        site.put("/pdf", Content_Type="application/pdf"),
        site.put("/untyped", Content_Type=""),
        site.put("/empty", "<html><body></body></html>"),
        site.put("/broken", status=500),
        site.put("/forbidden", status=403),
        site.put("/big", b"x" * ((1 << 20) + 1)),
        site.put("/bomb", gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip"),
        site.put("/brotli", b"x", Content_Encoding="br"),
        site.put("/loop", status=302, Location="/loop"),
        site.put("/file", status=302, Location="file:///etc/passwd"),
        site.put("/inside", status=302, Location="http://10.0.0.1/"),
        site.put("/local", status=302, Location=site.url.replace("127.0.0.1", "localhost")),
        site.put("/cut", Content_Length="9999", X_Cut="1"),
    ]
    found = reasons(tmp_path, caplog, site, *urls)
    assert found.pop("/cut").startswith("it cannot be reached (")
    assert found == {
        "/gone": "HTTP 404",
        "/pdf": "its type is 'application/pdf', not text or HTML",
        "/untyped": "its type is '', not text or HTML",
        "/empty": "it has no main text",
        "/broken": "it answers with HTTP 500 (2 attempts)",
        "/forbidden": "HTTP 403",
        "/big": "its response is larger than 1 MiB",
        "/bomb": "its response is larger than 1 MiB",
        "/brotli": "its encoding 'br' is not supported",
        "/loop": "it redirects more than 5 times",
        "/file": "it redirects to 'file:///etc/passwd'",
        "/inside": "it redirects to 'http://10.0.0.1/', which is not on the internet",
        "/local": f"it redirects to '{site.url.replace('127.0.0.1', 'localhost')}/', which is not on the internet",
    }
    assert site.asked.count("/loop") == 6
    assert site.asked.count("/broken") == site.asked.count("/cut") == 2
    assert site.asked.count("/robots.txt") == 1
    database = sqlite3.connect(tmp_path / "web/responses.sqlite")
    kept = database.execute("SELECT url, status FROM response ORDER BY url").fetchall()
    database.close()
    assert kept == [(site.url + "/empty", 200), (site.url + "/gone", 404), (site.url + "/good", 200)]


def test_a_list_without_any_page_is_an_error(site: Site, tmp_path: Path) -> None:
    with pytest.raises(WikimillError, match="none of the web pages could be fetched"):
        list(source(tmp_path, site.url + "/gone").all_texts())


def test_a_changed_page_is_unavailable_and_logged(site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    url = site.put("/a")
    [pin] = source(tmp_path / "one", url).all_texts()
    site.put("/a", PAGE.replace("1871", "1872"))
    assert list(source(tmp_path / "two", url).revisions([pin])) == [Unavailable.of(pin, "text not the pinned one")]
    assert caplog.messages[-1] == f"{url} is left out: its text is no longer the one that was pinned"
    lost = pin_text(site.url + "/none", "x\n", "")
    assert list(source(tmp_path / "two").revisions([lost, Pin.unread(url)])) == [
        Unavailable.of(lost, "cannot be read"),
        Pin.unread(url),
    ]


def test_a_damaged_cache_is_named(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web/responses.sqlite").write_text("no database, but long enough to be taken for one" * 99)
    with pytest.raises(WikimillError, match=r"responses\.sqlite: the cache is damaged .*; delete it"):
        list(source(tmp_path, "http://127.0.0.1:1/").all_texts())
