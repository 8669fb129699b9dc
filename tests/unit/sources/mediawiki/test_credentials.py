"""Credentials: where they come from, and where they go."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests

from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
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
