"""Addresses: their normal form, and the files of pages."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from wikimill.errors import WikimillError
from wikimill.sources.web.address import file_paths, is_loopback, normalize


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
def test_invalid_addresses_are_refused(url: str) -> None:
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


@pytest.mark.parametrize(
    "url",
    ["https://me:secret@h/", "me:secret@h", "https://me:secret@[h/", "ftp://me:secret@h/", "https://me:a/secret@h/"],
)
def test_a_login_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(WikimillError) as caught:
        normalize(url)
    assert "secret" not in str(caught.value)


@given(URLS)
def test_the_normal_form_is_what_is_requested(url: str) -> None:
    try:
        normal = normalize(url)
    except WikimillError:
        return
    assert normalize(normal) == normal
    assert requests.Request("GET", normal).prepare().url == normal
    assert normal.isascii()
    assert " " not in normal


@pytest.mark.slow
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


def test_file_names_are_readable() -> None:
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
