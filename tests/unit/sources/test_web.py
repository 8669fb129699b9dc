"""Web pages: polite, careful, asked for once, and their main text alone."""

from __future__ import annotations

import gzip
import socket
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.web_site import PAGE, TEXT, Site, serve_site
from wikimill import __version__
from wikimill.config.model import Convert, MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources import transport
from wikimill.sources.base import Pin, Revision
from wikimill.sources.pinned_text import pin_text
from wikimill.sources.web import client
from wikimill.sources.web import extract as web_extract
from wikimill.sources.web.address import file_paths, is_loopback, normalize
from wikimill.sources.web.client import UnavailableError, WebClient
from wikimill.sources.web.extract import extract
from wikimill.sources.web.source import WebSource


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site() as site:
        yield site


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No wait between attempts, and no process for each page (tests/workflow/test_limits.py has the real ones)."""
    monkeypatch.setattr(transport, "GIVE_WAY", 0.0)
    monkeypatch.setattr(web_extract, "run_bounded", extract_here)


def extract_here(command: Sequence[str], data: bytes, _bounds: Convert) -> bytes:
    """What the process of a page prints."""
    return extract(command[-1], data).encode("utf-8", "replace")


def source(cache: Path, *urls: str, contact: str | None = None) -> WebSource:
    etiquette = MediaWiki(retries=1, timeout=2, requests_per_minute=6000, backoff_max=0.01)
    return WebSource(urls, contact, etiquette, cache, Convert())


def reasons(cache: Path, caplog: pytest.LogCaptureFixture, site: Site, *urls: str) -> dict[str, str]:
    """Why each address is left out; a good page is asked for beside them."""
    pins = list(source(cache, site.put("/good"), *urls).all_texts())
    lines = [message.partition(" is left out: ") for message in caplog.messages]
    found = {url: reason for url, _, reason in lines if reason}
    assert found.keys() == {pin.title for pin in pins if not pin.revid}
    assert all(pin == Pin.missing(pin.title) for pin in pins if not pin.revid)
    return {url.removeprefix(site.url): reason for url, reason in found.items()}


def test_a_page_is_its_main_text_and_is_asked_for_once(site: Site, tmp_path: Path) -> None:
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


def test_what_cannot_be_had_is_missing_with_a_reason(
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


def test_a_body_that_drips_ends(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MAX_TIMEOUTS", 0.1)
    assert reasons(tmp_path, caplog, site, site.put("/slow", X_Slow="1")) == {
        "/slow": "its response arrives too slowly (2 attempts)"
    }


def test_nobody_answers(site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
        [reason] = reasons(tmp_path, caplog, site, url).values()
    assert reason.startswith("its host's robots.txt cannot be read (it cannot be reached (")


def test_no_page_at_all_is_an_error(site: Site, tmp_path: Path) -> None:
    with pytest.raises(WikimillError, match="none of the web pages could be fetched"):
        list(source(tmp_path, site.url + "/gone").all_texts())


def test_robots_txt_is_kept_to(site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: wikimill\nDisallow: /private/\n")
    site.put("/private/a")
    found = reasons(tmp_path, caplog, site, site.url + "/private/a", site.put("/to", status=301, Location="/private/a"))
    forbidden = "its host's robots.txt forbids it"
    assert found == {"/private/a": forbidden, "/to": forbidden}
    assert "/private/a" not in site.asked
    assert site.asked.count("/robots.txt") == 1


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
def test_a_crawl_delay_is_waited_for_to_a_bound(site: Site, tmp_path: Path, wanted: str, waited: float) -> None:
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


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1", "::ffff:127.0.0.1"])
def test_a_host_on_the_internet_leads_nobody_inside(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    hosts = {"inside.example": address, "b.example": "1.1.1.1"}
    monkeypatch.setattr("socket.getaddrinfo", lambda host, _: [(0, 0, 0, "", (hosts[host], 0))])
    with pytest.raises(UnavailableError, match="not on the internet"):
        client._redirect_target("https://a.example/x", "//inside.example/")
    assert client._redirect_target("https://a.example/x", "//b.example") == "https://b.example/"
    assert client._redirect_target("http://inside.example/x", "https://inside.example/y").endswith("/y")


def test_a_page_that_changed_is_the_pin_and_said(site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    url = site.put("/a")
    [pin] = source(tmp_path / "one", url).all_texts()
    site.put("/a", PAGE.replace("1871", "1872"))
    assert list(source(tmp_path / "two", url).revisions([pin])) == [pin]
    assert caplog.messages[-1] == f"{url} is left out: its text is no longer the one that was pinned"
    lost = pin_text(site.url + "/none", "x\n", "")
    assert list(source(tmp_path / "two").revisions([lost, Pin.missing(url)])) == [lost, Pin.missing(url)]


def test_a_damaged_cache_is_named(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web/responses.sqlite").write_text("no database, but long enough to be taken for one" * 99)
    with pytest.raises(WikimillError, match=r"responses\.sqlite: the cache is damaged .*; delete it"):
        list(source(tmp_path, "http://127.0.0.1:1/").all_texts())


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Café".encode("latin-1"), "text/plain; charset=ISO-8859-1"),
        ("Café".encode(), "text/plain"),
        ("\ufeffCafé".encode("utf-16"), "text/plain"),
        ("\ufeffCafé".encode(), "text/plain; charset=latin-1"),
        ("Café".encode(), "text/plain; charset=punycode"),
        ("Café".encode(), "text/markdown; charset=unheard-of"),
    ],
)
def test_charsets(body: bytes, content_type: str) -> None:
    assert extract(content_type, body).removeprefix("\ufeff") == "Café"


def test_a_page_declares_its_charset() -> None:
    page = PAGE.replace("<head>", "<head><meta charset=windows-1252>").replace("Anna", "Zoë “A”")
    assert "Zoë “A”" in extract("text/html", page.encode("cp1252", "replace"))


def test_an_archive_in_a_page_is_not_unpacked() -> None:
    assert extract("text/html", gzip.compress(PAGE.encode())) == ""


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org:443/a/../b/./c?#f", "https://example.org/b/c"),
        ("https://example.org:8443/%7eA%c3%a9?q=é ü", "https://example.org:8443/~A%C3%A9?q=%C3%A9%20%C3%BC"),
        ("https://bücher.example/a/%2e%2E/b", "https://xn--bcher-kva.example/b"),
        ("http://h/%zz|", "http://h/%25zz%7C"),
        ("http://[::1]:80/", "http://[::1]/"),
        (" http://h/a\\b ", "http://h/a%5Cb"),
    ],
)
def test_normal_addresses(url: str, normal: str) -> None:
    assert normalize(url) == normal


@pytest.mark.parametrize(
    "url",
    ["", "h", "//h/", "ftp://h/", "file:///etc/passwd", "http://", "http:///x", "http://../", "http://a%2fb/",
     "http://h:0/", "http://h:99999/", "http://u@h/", "http://:@h/", "http://-h/", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(WikimillError):
        normalize(url)


URLS = st.builds(
    "{}://{}{}/{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["h.example", "H.example", "127.0.0.1"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(max_size=30) | st.sampled_from(["", "index", "Index", "a b", "a_b", "A_b", "a%20b", "%69ndex", "index|"]),
    st.just("") | st.text(max_size=9).map(lambda text: f"?{text}"),
)


@given(URLS)
def test_the_normal_form_is_what_is_asked_for(url: str) -> None:
    try:
        normal = normalize(url)
    except WikimillError:
        return
    assert normalize(normal) == normal
    assert requests.Request("GET", normal).prepare().url == normal
    assert normal.isascii()
    assert " " not in normal


@given(st.lists(URLS))
def test_no_two_pages_share_a_file_on_any_disk(urls: list[str]) -> None:
    normal = set()
    for url in urls:
        try:
            normal.add(normalize(url))
        except WikimillError:
            continue
    found = file_paths(normal)
    assert found.keys() == normal
    assert len({(folder.casefold(), name.casefold()) for folder, name in found.values()}) == len(normal)
    assert all(not set("/\\:") & set(folder + name) and name[0] != "." for folder, name in found.values())


def test_places_are_readable() -> None:
    urls = ["https://h.example/", "https://h.example/a/b?c=d", "https://h.example/index", "http://h.example/",
            "http://127.0.0.1:8765/about", "https://h.example:8443/"]  # fmt: skip
    found = {url: f"{folder}/{name}" for url, (folder, name) in file_paths(urls).items()}
    assert found == {
        "https://h.example/": "h.example/index",
        "https://h.example/a/b?c=d": "h.example/a%2Fb%3Fc=d",
        "https://h.example/index": "h.example/index%7C",
        "http://h.example/": "h.example%3A80/index",
        "http://127.0.0.1:8765/about": "127.0.0.1%3A8765/about",
        "https://h.example:8443/": "https%3A%2F%2Fh.example%3A8443/index",
    }
    assert urlsplit("//" + unquote("h.example%3A80")).port == 80
    assert is_loopback("http://127.0.0.1:8765/") and not is_loopback("http://127.0.0.1.example/")
