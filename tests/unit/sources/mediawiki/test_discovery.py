"""Finding the API of a wiki from the addresses that people paste."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

from tests.unit.sources.mediawiki.web import Web, page
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.mediawiki.api import ApiSource
from wikimill.sources.mediawiki.discovery import find_api
from wikimill.sources.transport import PoliteAdapter
from wikimill.wiki import Wiki

ETIQUETTE = MediaWiki(requests_per_minute=6000, retries=0, backoff_max=0.01)
WIKI = "https://wiki.example"


def found(text: str, folder: Path) -> Wiki:
    return find_api(text, "me@example.org", ETIQUETTE, folder)


def failure(text: str, folder: Path) -> str:
    with pytest.raises(WikimillError) as caught:
        found(text, folder)
    message = str(caught.value)
    assert "\n" not in message
    assert "; " in message
    return message


@pytest.mark.parametrize("path", ["/w/", "/", "/wiki/", "/mediawiki/"])
def test_a_bare_host_has_its_api_in_one_of_the_usual_folders(web: Web, tmp_path: Path, path: str) -> None:
    web.add_api(f"{WIKI}{path}api.php")
    wiki = found("wiki.example", tmp_path)
    assert (wiki.url, wiki.folder) == (f"{WIKI}{path}api.php", "mediawiki/wiki.example")


@pytest.mark.parametrize(
    "text",
    [
        f"{WIKI}/wiki/Kirk",
        "wiki.example/wiki/Category:Ships",
        f"{WIKI}/wiki/Kirk?action=history#top",
        f"{WIKI}/title/Kirk",
        "https://WIKI.example:443/wiki/Kirk",
        f"{WIKI}/",
    ],
)
def test_the_page_says_where_its_api_is(web: Web, tmp_path: Path, text: str) -> None:
    for path in ("/wiki/Kirk", "/wiki/Category:Ships", "/title/Kirk", "/"):
        web.put(f"{WIKI}{path}", page("//wiki.example/odd/place/api.php"))
    web.add_api(f"{WIKI}/odd/place/api.php")
    assert found(text, tmp_path).url == f"{WIKI}/odd/place/api.php"
    assert len(web.asked) <= 3


def test_an_api_that_is_named_is_asked_once(web: Web, tmp_path: Path) -> None:
    web.add_api(f"{WIKI}/kb/api.php")
    assert found(f"{WIKI}/kb/index.php?title=Kirk&oldid=7", tmp_path).url == f"{WIKI}/kb/api.php"
    assert found(f"{WIKI}/kb/api.php?action=help", tmp_path).url == f"{WIKI}/kb/api.php"
    assert web.asked == [f"{WIKI}/kb/api.php"] * 2


def test_the_wikis_of_a_host_by_language_are_apart(web: Web, tmp_path: Path) -> None:
    farm = "https://trek.fandom.com"
    for path in ("/", "/de/", "/pt-br/"):
        web.add_api(f"{farm}{path}api.php")
        web.redirect(f"{farm}{path}w/api.php", f"{farm}{path}wiki/W/api.php")
    wikis = [found(f"{farm}{path}", tmp_path) for path in ("", "/de", "/pt-br/wiki/Kirk", "/de/wiki/Kategorie:A")]
    assert [wiki.url for wiki in wikis] == [f"{farm}{path}api.php" for path in ("/", "/de/", "/pt-br/", "/de/")]
    assert len({wiki.folder for wiki in wikis}) == 3
    assert wikis[1].folder == wikis[3].folder == "mediawiki/trek.fandom.com%2Fde"
    assert len({wiki.connection_lock for wiki in wikis}) == 1  # one connection a host


def test_the_wiki_of_another_language_is_not_taken(web: Web, tmp_path: Path) -> None:
    web.add_api("https://trek.fandom.com/api.php")
    assert "https://trek.fandom.com/fr/api.php: it answers with HTTP 404" in failure("trek.fandom.com/fr", tmp_path)


def test_mobile_addresses_are_those_of_the_wiki(web: Web, tmp_path: Path) -> None:
    web.add_api("https://de.wiki.example.org/w/api.php")
    assert found("https://de.m.wiki.example.org/wiki/Kirk", tmp_path).name == "de.wiki.example.org"
    assert Wiki.parse("https://m.wikidata.org/wiki/Q1").folder == "mediawiki/www.wikidata.org"


def test_redirects_within_the_domain_are_followed_and_told(
    web: Web, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    web.redirect("http://example.org/w/api.php", "https://www.example.org/w/api.php")
    web.redirect("https://www.example.org/w/api.php", "https://www.example.org/api.php")
    web.add_api("https://www.example.org/api.php")
    with caplog.at_level(logging.INFO):
        wiki = found("http://example.org", tmp_path)
    assert (wiki.url, wiki.folder) == ("https://www.example.org/api.php", "mediawiki/example.org")
    assert caplog.messages == ["http://example.org: its API is https://www.example.org/api.php"]


@pytest.mark.parametrize(
    "target",
    [
        "https://other.org/w/api.php",
        "https://example.org.other.org/w/api.php",
        "http://wiki.example.org/w/api.php",  # no longer encrypted
        "https://u:p@wiki.example.org/w/api.php",
        "ftp://wiki.example.org/w/api.php",
        "https://127.0.0.1/w/api.php",
    ],
)
def test_nothing_is_sent_to_other_sites(web: Web, tmp_path: Path, target: str) -> None:
    web.redirect("https://wiki.example.org/w/api.php", target)
    for url in (target, "https://wiki.example.org/x"):
        web.add_api(url)
    message = failure("wiki.example.org", tmp_path)
    assert "https://wiki.example.org/w/api.php: it redirects to" in message
    assert "another site, to which nothing is sent; write its address in `wiki:`" in message
    assert {url.split("/")[2] for url in web.asked} == {"wiki.example.org"}
    assert all(url.startswith("https:") for url in web.asked)


def test_hosts_that_share_only_a_public_suffix_are_other_sites(web: Web, tmp_path: Path) -> None:
    web.redirect("https://a.co.uk/w/api.php", "https://b.co.uk/w/api.php")
    web.add_api("https://b.co.uk/w/api.php")
    assert "another site" in failure("a.co.uk", tmp_path)


def test_the_page_cannot_lead_to_another_site(web: Web, tmp_path: Path) -> None:
    web.put(f"{WIKI}/wiki/Kirk", page("https://other.example/w/api.php"))
    web.add_api("https://other.example/w/api.php")
    assert "HTTP 404" in failure(f"{WIKI}/wiki/Kirk", tmp_path)
    assert all("other" not in url for url in web.asked)


def test_redirects_without_end(web: Web, tmp_path: Path) -> None:
    web.redirect(f"{WIKI}/w/api.php", f"{WIKI}/w/api.php")
    web.redirect(f"{WIKI}/", f"{WIKI}/a")
    web.redirect(f"{WIKI}/a", f"{WIKI}/")
    message = failure("wiki.example", tmp_path)
    assert f"{WIKI}/w/api.php: its redirects never end, and neither its page nor" in message
    assert len(web.asked) < 20


def test_a_site_that_is_no_wiki_is_named(web: Web, tmp_path: Path) -> None:
    web.put(f"{WIKI}/", "<title>A shop</title>")
    web.put(f"{WIKI}/w/api.php", "<title>A shop</title>")
    message = failure("wiki.example", tmp_path)
    assert message == (
        "https://wiki.example/w/api.php: it answers with something else than JSON, and neither its page nor /w/, /, "
        "/wiki/, /mediawiki/ of wiki.example leads to an API of MediaWiki; check the address (Special:Version of the "
        "wiki shows the URL of api.php)"
    )
    assert not list(tmp_path.rglob("*.known"))  # so that the next time it is not asked for long either


def test_a_host_that_cannot_be_reached(web: Web, tmp_path: Path) -> None:
    message = failure("nowhere.example", tmp_path)
    assert message.startswith("https://nowhere.example: it cannot be reached (")
    assert message.endswith("; if the wiki has no https, write http://nowhere.example")


@pytest.mark.parametrize("path", ["", "/wiki/Kirk", "/kb/api.php"])
def test_a_mistyped_host_costs_two_requests(web: Web, tmp_path: Path, path: str) -> None:
    patient = MediaWiki(requests_per_minute=6000, retries=20, backoff_max=0.01)
    with pytest.raises(WikimillError, match=r"it cannot be reached \(.*Connection refused\) \(2 attempts\)"):
        find_api(f"https://nowhere.example{path}", "me@example.org", patient, tmp_path)
    assert len(web.asked) == 2


@pytest.mark.parametrize(
    "api",
    [
        lambda _: {"error": {"code": "readapidenied", "info": "You need read permission"}},
        lambda _: {"error": {"code": "maxlag", "info": "busy"}},
    ],
)
def test_a_private_or_busy_wiki_has_an_api(web: Web, tmp_path: Path, api: object) -> None:
    web.apis[f"{WIKI}/w/api.php"] = api  # type: ignore[assignment]
    assert found("wiki.example", tmp_path).url == f"{WIKI}/w/api.php"


def test_a_login_page_of_the_wiki_itself_leads_to_its_api(web: Web, tmp_path: Path) -> None:
    web.put(f"{WIKI}/wiki/Kirk", page(f"{WIKI}/w/api.php").replace("<p>", "<form><input type='password'></form><p>"))
    web.add_api(f"{WIKI}/w/api.php")
    assert found(f"{WIKI}/wiki/Kirk", tmp_path).url == f"{WIKI}/w/api.php"


@pytest.mark.parametrize(
    "body", ["", "<link rel=EditURI", "<link rel='EditURI' href='http://[::1/api.php'>", "\x00" * 99]
)
def test_broken_pages_lead_to_the_usual_folders(web: Web, tmp_path: Path, body: str) -> None:
    web.put(f"{WIKI}/wiki/Kirk", body)
    web.add_api(f"{WIKI}/api.php")
    assert found(f"{WIKI}/wiki/Kirk", tmp_path).url == f"{WIKI}/api.php"


def test_a_challenge_is_named_at_once(web: Web, tmp_path: Path) -> None:
    for path in ("/", "/w/api.php", "/api.php"):
        web.put(f"{WIKI}{path}", "<title>Just a moment...</title>", 503, cf_mitigated="challenge", Retry_After="600")
    message = failure("wiki.example", tmp_path)
    assert message.startswith(
        "https://wiki.example: Cloudflare's challenge answers in its place (HTTP 503); only a browser"
    )
    assert len(web.asked) == 1


def test_credentials_stay_with_the_host_that_they_are_for(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIKIMILL_HTTP_USERNAME_WIKI_EXAMPLE_ORG", "me")
    monkeypatch.setenv("WIKIMILL_HTTP_PASSWORD_WIKI_EXAMPLE_ORG", "secret")
    web.redirect("https://wiki.example.org/w/api.php", "https://www.example.org/w/api.php")
    web.add_api("https://www.example.org/w/api.php")
    assert found("wiki.example.org", tmp_path).host == "www.example.org"
    assert ["Authorization" in headers for headers in web.headers] == [True, False]


def test_a_server_that_asks_for_a_password_is_told_how(web: Web, tmp_path: Path) -> None:
    web.put(f"{WIKI}/w/api.php", "<h1>Unauthorized</h1>", 401, WWW_Authenticate='Basic realm="staff"')
    message = failure(f"{WIKI}/w/api.php", tmp_path)
    assert message == (
        "https://wiki.example: its server asks for a user name and a password (HTTP 401); set "
        "WIKIMILL_HTTP_USERNAME_WIKI_EXAMPLE and WIKIMILL_HTTP_PASSWORD_WIKI_EXAMPLE in the environment"
    )


def resolving(addresses: dict[str, list[str]], web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each connection to a host leads to the next of its addresses, the last one for good."""

    def send(adapter: PoliteAdapter, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        host = urlsplit(str(request.url)).hostname or ""
        known = addresses[host]
        adapter.watch.permit(host, known.pop(0) if len(known) > 1 else known[0])
        return web.send(request)

    monkeypatch.setattr(HTTPAdapter, "send", send)


@pytest.mark.parametrize(
    ("named", "target"),
    [(["1.1.1.1"], ["10.0.0.1"]), (["1.1.1.1"], ["127.0.0.1"]), (["1.1.1.1", "10.0.0.1"], ["1.1.1.1"])],
)
def test_no_redirect_leads_into_our_own_network(
    named: list[str], target: list[str], web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.redirect("https://wiki.example.org/", "https://www.example.org/")
    web.redirect("https://wiki.example.org/w/api.php", "https://www.example.org/w/api.php")
    web.put("https://www.example.org/", page("https://wiki.example.org/w/api.php"))
    web.add_api("https://www.example.org/w/api.php")
    resolving({"wiki.example.org": named, "www.example.org": target}, web, monkeypatch)
    message = failure("wiki.example.org/wiki/A", tmp_path)
    assert "at 1" in message
    assert "which is not on the internet, and neither its page" in message
    assert not any(address != "1.1.1.1" and url.startswith("https://www") for url in web.asked for address in target)


def test_a_wiki_in_our_own_network_may_have_its_api_on_another_host_there(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.redirect("https://wiki.example.org/w/api.php", "https://www.example.org/w/api.php")
    web.add_api("https://www.example.org/w/api.php")
    resolving({"wiki.example.org": ["10.0.0.1"], "www.example.org": ["10.0.0.2"]}, web, monkeypatch)
    wiki = found("wiki.example.org", tmp_path)
    assert wiki.host == "www.example.org"
    outcomes = {
        "10.0.0.1": "its response is malformed",
        "1.1.1.1": r"www\.example\.org at 10\.0\.0\.2, which is not on",
    }
    for address, outcome in outcomes.items():  # of the host that was named, which is not asked
        monkeypatch.setattr("socket.getaddrinfo", lambda *_, found=address: [(0, 0, 0, "", (found, 0))])
        with (
            contextlib.closing(ApiSource(wiki, "me@example.org", ETIQUETTE, tmp_path)) as source,
            pytest.raises(WikimillError, match=outcome),
        ):
            source.site()
