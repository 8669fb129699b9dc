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


@pytest.mark.parametrize(
    ("folder", "forms"),
    [
        (
            "wiki.example",
            ["wiki.example", "wiki.example:443", "wiki.example:80", "http://wiki.example", "Wiki.Example/"],
        ),
        ("wiki.example", ["https://wiki.example", "https://wiki.example:443/wiki/A", "http://wiki.example:80/api.php"]),
        ("wiki.example%3A8080", ["wiki.example:8080", "http://wiki.example:8080", "https://wiki.example:8080/wiki/A"]),
        ("127.0.0.1", ["127.0.0.1", "127.0.0.1:80", "http://127.0.0.1", "https://127.0.0.1:443/w/api.php"]),
    ],
)
def test_a_host_has_one_folder_however_it_is_given(folder: str, forms: list[str]) -> None:
    assert {Wiki.parse(form).encoded_host for form in forms} == {folder}
