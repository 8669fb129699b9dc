"""Addresses of wikis."""

from __future__ import annotations

import pytest

from wikimill.wiki import Wiki


@pytest.mark.parametrize(
    ("text", "url", "folder", "loopback"),
    [
        ("en.wikipedia.org", "https://en.wikipedia.org/w/api.php", "en.wikipedia.org", False),
        ("http://127.0.0.1:8765/w/api.php", "http://127.0.0.1:8765/w/api.php", "127.0.0.1%3A8765", True),
        ("https://wiki.example/api.php", "https://wiki.example/api.php", "wiki.example", False),
        ("http://localhost/w/api.php", "http://localhost/w/api.php", "localhost", True),
        ("http://[::1]:80/w/api.php", "http://[::1]/w/api.php", "%5B%3A%3A1%5D", True),
        ("127.0.0.1.evil.example", "https://127.0.0.1.evil.example/w/api.php", "127.0.0.1.evil.example", False),
        ("localhost.evil.example", "https://localhost.evil.example/w/api.php", "localhost.evil.example", False),
    ],
)
def test_wikis(text: str, url: str, folder: str, loopback: bool) -> None:
    wiki = Wiki.parse(text)
    assert (wiki.url, wiki.encoded_host, wiki.is_loopback) == (url, folder, loopback)


def test_a_folder_leads_back_to_its_wiki() -> None:
    assert Wiki.from_encoded_host("127.0.0.1%3A8765").url == "http://127.0.0.1:8765/w/api.php"
    assert Wiki.from_encoded_host("en.wikipedia.org").url == "https://en.wikipedia.org/w/api.php"
