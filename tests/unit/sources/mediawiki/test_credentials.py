"""Credentials: where they come from, and where they go."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests

from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.mediawiki import credentials
from wikimill.sources.mediawiki.api import ApiSource
from wikimill.sources.mediawiki.credentials import read_credentials, variable_name
from wikimill.wiki import Wiki


def test_each_host_has_its_own_variables() -> None:
    hosts = ["wiki-a.example", "wiki.a.example", "wikia.example", "wiki.a.example:8080", "wikí.example"]
    names = {variable_name("PASSWORD", Wiki.parse(f"https://{host}/w/api.php")) for host in hosts}
    assert len(names) == len(hosts)
    assert "WIKIMILL_PASSWORD_WIKI__A_EXAMPLE" in names
    assert all(re.fullmatch("[A-Z0-9_]+", name) for name in names)


def test_credentials_are_neither_sent_unencrypted_nor_shown(tmp_path: Path) -> None:
    wiki = Wiki.parse("http://wiki.example/w/api.php")
    environment = {"WIKIMILL_USERNAME_WIKI_EXAMPLE": "me", "WIKIMILL_PASSWORD_WIKI_EXAMPLE": "secret"}
    with pytest.raises(WikimillError, match="credentials go over https only"):
        read_credentials(wiki, environment)
    found = read_credentials(Wiki.parse("wiki.example"), environment)
    assert found
    assert found.bot_password == {"username": "me", "password": "secret"}
    assert "secret" not in repr(found)
    assert read_credentials(Wiki.parse("other.example"), environment) is None


def test_oauth_signs_each_request_and_sends_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONSUMER_TOKEN", "CONSUMER_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET"):
        monkeypatch.setenv(f"WIKIMILL_{name}_WIKI_EXAMPLE", f"the-{name.lower()}")
    source = ApiSource(Wiki.parse("wiki.example"), "me@example.org", MediaWiki(), tmp_path)
    request = requests.Request("GET", "https://wiki.example/w/api.php", params={"action": "query"})
    signed = str(source.connection.site.connection.prepare_request(request).headers["Authorization"])
    assert 'oauth_consumer_key="the-consumer_token"' in signed
    assert 'oauth_token="the-access_token"' in signed
    assert "oauth_signature=" in signed
    assert "secret" not in signed


def authorization(url: str, tmp_path: Path) -> str | None:
    """The header of a request to a URL in the session for wiki.example."""
    source = ApiSource(Wiki.parse("wiki.example"), "me@example.org", MediaWiki(), tmp_path)
    session = source.connection.site.connection
    header = session.prepare_request(requests.Request("GET", url)).headers.get("Authorization")
    return None if header is None else str(header)


def test_the_servers_password_is_sent_to_the_wikis_host_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIKIMILL_HTTP_USERNAME_WIKI_EXAMPLE", "mé")
    monkeypatch.setenv("WIKIMILL_HTTP_PASSWORD_WIKI_EXAMPLE", "secret")
    assert authorization("https://wiki.example/w/api.php", tmp_path) == "Basic bcOpOnNlY3JldA=="
    for url in ("https://other.example/", "http://wiki.example/", "https://wiki.example:8443/"):
        assert authorization(url, tmp_path) is None
    found = read_credentials(Wiki.parse("wiki.example"))
    assert found
    assert not found.has_account  # its users are not asked for
    assert "secret" not in repr(found) + repr(vars(found.authorization))


def test_a_token_of_oauth_2_is_sent_to_the_wikis_host_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIKIMILL_OAUTH2_TOKEN_WIKI_EXAMPLE", "ey.token")
    assert authorization("https://wiki.example/w/api.php", tmp_path) == "Bearer ey.token"
    assert authorization("https://other.example/w/api.php", tmp_path) is None
    found = read_credentials(Wiki.parse("wiki.example"))
    assert found
    assert found.has_account
    assert "ey.token" not in repr(found)


def test_a_bot_password_may_stand_beside_the_servers() -> None:
    names = ("USERNAME", "PASSWORD", "HTTP_USERNAME", "HTTP_PASSWORD")
    found = read_credentials(Wiki.parse("wiki.example"), {f"WIKIMILL_{name}_WIKI_EXAMPLE": name for name in names})
    assert found
    assert (found.bot_password, found.http) == (
        {"username": "USERNAME", "password": "PASSWORD"},
        ("HTTP_USERNAME", "HTTP_PASSWORD"),
    )


@pytest.mark.parametrize(
    ("names", "part"),
    [
        (["HTTP_USERNAME"], "lacks WIKIMILL_HTTP_PASSWORD_WIKI_EXAMPLE; set all of"),
        (["HTTP_USERNAME", "HTTP_PASSWORD", "OAUTH2_TOKEN"], "a server's password and OAuth exclude each other"),
    ],
)
def test_credentials_that_do_not_go_together(names: list[str], part: str) -> None:
    with pytest.raises(WikimillError, match=part):
        read_credentials(Wiki.parse("wiki.example"), {f"WIKIMILL_{name}_WIKI_EXAMPLE": "x" for name in names})


def test_a_line_break_in_a_secret_is_not_shown() -> None:
    with pytest.raises(WikimillError, match="a value has a line break") as caught:
        read_credentials(Wiki.parse("wiki.example"), {"WIKIMILL_OAUTH2_TOKEN_WIKI_EXAMPLE": "se\ncret"})
    assert "cret" not in str(caught.value)


def test_a_certificate_is_for_the_wikis_own_host_and_scheme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "_check_certificate", lambda *_: None)
    files = {"CLIENT_CERTIFICATE": "a.pem", "CLIENT_KEY": "b.pem"}
    found = read_credentials(
        Wiki.parse("wiki.example"), {f"WIKIMILL_{name}_WIKI_EXAMPLE": path for name, path in files.items()}
    )
    assert found
    assert not found.has_account
    assert found.certificate_for("https://wiki.example/w/api.php") == ("a.pem", "b.pem")
    for url in (
        "https://www.wiki.example/",
        "http://wiki.example/",
        "https://wiki.example:8443/",
        "https://x@wiki.example/",
    ):
        assert found.certificate_for(url) is None
    assert found.authorization is None


@pytest.mark.parametrize(
    ("certificate", "key", "part"),
    [
        (
            "none.pem",
            "key.pem",
            "there is no none.pem that can be read; correct WIKIMILL_CLIENT_CERTIFICATE_WIKI_EXAMPLE and",
        ),
        ("cert.pem", "", "the environment lacks WIKIMILL_CLIENT_KEY_WIKI_EXAMPLE; set all of"),
        (
            "cert.pem",
            "key.pem",
            "cert.pem and key.pem are not a certificate and its key, in PEM and without a passphrase",
        ),
    ],
)
def test_a_certificate_that_cannot_be_used(
    certificate: str, key: str, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("cert.pem", "key.pem"):
        Path(name).write_text("-----BEGIN X-----\n")
    environment = {
        "WIKIMILL_CLIENT_CERTIFICATE_WIKI_EXAMPLE": certificate,
        "WIKIMILL_CLIENT_KEY_WIKI_EXAMPLE": key,
    }
    with pytest.raises(WikimillError, match=part):
        read_credentials(Wiki.parse("wiki.example"), environment)
