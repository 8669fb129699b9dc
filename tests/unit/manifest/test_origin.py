"""What a lock says of where its texts come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fake_source import pin
from tests.sites import ENGLISH
from wikimill import layout
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.manifest.lock import read_header, write_lock
from wikimill.manifest.origin import WikiOrigin


def written(origin: WikiOrigin) -> tuple[WikiOrigin, str]:
    """The origin as a lock has it, and the lock's text."""
    write_lock(layout.lock("m"), "0", origin, "", ENGLISH, [pin("A", "a")])
    found = read_header(layout.lock("m")).origin
    assert isinstance(found, WikiOrigin)
    return found, layout.lock("m").read_text()


@pytest.mark.parametrize(
    ("address", "api", "line"),
    [
        ("en.wikipedia.org", "https://en.wikipedia.org/w/api.php", ""),
        ("https://wiki.example/kb/api.php", "https://wiki.example/kb/api.php", ""),
        ("trek.fandom.com/de/wiki/Kirk", "https://trek.fandom.com/de/api.php", ""),
        ("example.org", "https://www.example.org/api.php", "# api: https://www.example.org/api.php\n"),
    ],
)
def test_a_lock_says_where_the_api_was_found_unless_the_address_does(
    project: Path, address: str, api: str, line: str
) -> None:
    found, text = written(WikiOrigin(address, api=api))
    assert (found.wiki.url, found.api) == (api, api)
    assert found.folder == WikiOrigin(address).folder  # whatever was found
    assert (line in text) if line else ("# api:" not in text)
    assert found.find_api(Config()).url == api  # it is not looked for again


def test_a_lock_cannot_lead_to_another_site(project: Path) -> None:
    found, _ = written(WikiOrigin("wiki.example.org", api="https://wiki.example.net/w/api.php"))
    with pytest.raises(WikimillError, match=r"the API of wiki\.example\.org is .*which is another site; correct"):
        found.find_api(Config())


def test_pages_are_shared_by_the_addresses_of_one_wiki() -> None:
    known = WikiOrigin("wiki.example", api="https://wiki.example/w/api.php")
    assert all(
        WikiOrigin(address).shares_pages(known)
        for address in ("wiki.example", "http://wiki.example/wiki/A", "https://wiki.example/w/index.php?title=A")
    )
    for address in ("wiki.example/de", "https://wiki.example/kb/api.php", "other.example"):
        assert not WikiOrigin(address).shares_pages(known)
