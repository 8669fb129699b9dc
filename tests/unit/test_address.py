"""Addresses as people paste them: which wiki, and which page."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikimill.address import Address, is_loopback, is_same_host, is_same_site, without_login
from wikimill.errors import WikimillError
from wikimill.wiki import Wiki


@pytest.mark.parametrize(
    ("text", "name", "script_path", "title"),
    [
        ("en.wikipedia.org", "en.wikipedia.org", "", ""),
        ("  https://en.wikipedia.org/  ", "en.wikipedia.org", "", ""),
        ("//en.wikipedia.org/wiki/Foo", "en.wikipedia.org", "", "Foo"),
        ("HTTPS://EN.Wikipedia.org:443/wiki/Foo", "en.wikipedia.org", "", "Foo"),
        ("http://en.wikipedia.org:80/wiki/Foo", "en.wikipedia.org", "", "Foo"),
        ("https://en.wikipedia.org/wiki/Category:Foo_bar#Top", "en.wikipedia.org", "", "Category:Foo bar"),
        ("https://en.wikipedia.org/wiki/AC/DC?action=edit", "en.wikipedia.org", "", "AC/DC"),
        ("https://de.wikipedia.org/wiki/K%C3%B6ln_(Begriff)", "de.wikipedia.org", "", "Köln (Begriff)"),
        ("https://de.wikipedia.org/wiki/Köln", "de.wikipedia.org", "", "Köln"),
        ("https://en.wikipedia.org/w/index.php?title=A+b&oldid=7", "en.wikipedia.org", "/w/", "A b"),
        ("https://en.wikipedia.org/w/index.php?curid=7", "en.wikipedia.org", "/w/", ""),
        ("https://en.m.wikipedia.org/wiki/Foo", "en.wikipedia.org", "", "Foo"),
        ("https://m.mediawiki.org/wiki/Foo", "www.mediawiki.org", "", "Foo"),
        ("https://www.mediawiki.org/wiki/Manual:Index.php", "www.mediawiki.org", "", "Manual:Index.php"),
        ("https://zh.wikipedia.org/zh-cn/%E5%8C%97", "zh.wikipedia.org", "", ""),
        ("trek.fandom.com", "trek.fandom.com", "", ""),
        ("trek.fandom.com/wiki/Kirk", "trek.fandom.com", "", "Kirk"),
        ("https://trek.fandom.com/de", "trek.fandom.com/de", "", ""),
        ("https://trek.fandom.com/pt-br/wiki/Kirk", "trek.fandom.com/pt-br", "", "Kirk"),
        ("https://trek.fandom.com/de/api.php", "trek.fandom.com/de", "/de/", ""),
        ("https://trek.fandom.com/de/index.php?title=Kirk", "trek.fandom.com/de", "/de/", "Kirk"),
        ("https://wiki.example/kb/api.php", "wiki.example", "/kb/", ""),  # no language
        ("https://wiki.example/index.php/Foo/Bar", "wiki.example", "/", "Foo/Bar"),
        ("https://wiki.example/wiki/index.php?title=Foo", "wiki.example", "/wiki/", "Foo"),
        ("https://wiki.example/wiki/api.php?action=query&meta=siteinfo", "wiki.example", "/wiki/", ""),
        ("https://wiki.example/mediawiki/index.php5?title=Foo", "wiki.example", "/mediawiki/", "Foo"),
        ("https://wiki.example/title/Foo", "wiki.example", "", ""),
        ("wiki.example:8443/wiki/Foo", "wiki.example:8443", "", "Foo"),
        ("https://Bücher.example/wiki/Foo", "xn--bcher-kva.example", "", "Foo"),
        ("http://XN--Bcher-KVA.example:8080", "xn--bcher-kva.example:8080", "", ""),
        ("https://ja.m.例え。テスト/wiki/Foo", "ja.xn--r8jz45g.xn--zckzah", "", "Foo"),
        ("https://my_wiki.example/", "my_wiki.example", "", ""),
        ("http://[2001:db8::1]:8080/wiki/Foo", "[2001:db8::1]:8080", "", "Foo"),
    ],
)
def test_an_address_says_which_wiki_and_which_page(text: str, name: str, script_path: str, title: str) -> None:
    address = Address.parse(text)
    assert (address.name, address.script_path, address.title) == (name, script_path, title)
    wiki = Wiki.parse(text)
    assert wiki.name == name
    assert Wiki.from_encoded_host(wiki.encoded_host).folder == wiki.folder
    assert "/" not in wiki.encoded_host


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Memory Alpha",
        "ftp://wiki.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///wiki/Foo",
        "https://wiki.example:0/",
        "https://wiki.example:99999/",
        "https://wiki.example:x/",
        "https://[::1/wiki/Foo",
        "../../etc/passwd",
        "https://../wiki/Foo",
        "https://wiki..example/",
        "https://i❤.example/",  # no name server knows such names
        "https://wiki.-.example/",
        "https://wiki.example/wiki/a\nb",
        "https://wiki.example/\x1b[31m",
        "https://" + "a" * 300 + ".example/",
        "https://wiki.example/" + "a" * 5000,
    ],
)
def test_what_is_no_address_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(WikimillError, match="is not the address of a wiki; paste") as caught:
        Address.parse(text)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "text",
    [
        "https://me:secret@wiki.example/wiki/Foo",
        "me:secret@wiki.example",
        "//secret@wiki.example",
        "ftp://me:secret@wiki.example/",
        "https://me:secret@[wiki.example/",
        "https://me:se/secret@wiki.example/",
        "https://me:a#secret@wiki.example/",
        "https:me:secret@wiki.example",
        "https://me:secret@wiki.example/" + "a" * 5000,
    ],
)
def test_secrets_in_an_address_are_refused_and_not_shown(text: str) -> None:
    with pytest.raises(WikimillError, match=r"must not contain a user name or a password|is not the address") as caught:
        Address.parse(text)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://me:secret@wiki.example:8080/wiki/A@B", "https://wiki.example:8080/wiki/A@B"),
        ("//me@wiki.example", "//wiki.example"),
        ("HTTP://a@b:c@[::1/x", "HTTP://[::1/x"),
        ("https://wiki.example/a@b?c@d", "https://wiki.example/a@b?c@d"),
        ("Wind // me@x", "Wind // me@x"),
    ],
)
def test_a_url_without_its_login(url: str, expected: str) -> None:
    assert without_login(url) == expected


@pytest.mark.slow
@given(st.text(string.ascii_letters + string.digits + "/.:@?#%[]&=-_~ \\\n\u202eü", max_size=60))
def test_any_text_is_an_address_or_an_error(text: str) -> None:
    for given_text in (text, f"https://{text}", f"https://wiki.example/{text}"):
        try:
            wiki = Wiki.parse(given_text)
        except WikimillError:
            continue
        assert wiki.path.startswith("/")
        assert wiki.path.endswith("/")
        assert not {"/", "\\", ":", "%2F.."} & set(wiki.encoded_host)
        assert wiki.encoded_host not in ("", ".", "..")


def test_loopback_is_told_from_what_looks_like_it() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.0.0.1:80", "localhost:1", "[::1]:80", "a.localhost")))
    assert not any(map(is_loopback, ("127.0.0.1.example", "localhost.example", "10.0.0.1", "wiki.example")))


def test_hosts_are_of_one_site_where_one_has_registered_both() -> None:
    assert is_same_site("www.example.org", "example.org:8080")
    assert is_same_site("127.0.0.1:1", "127.0.0.1:2")
    assert is_same_site("a.example.co.uk", "b.example.co.uk")
    assert is_same_site("bücher.de:8080", "www.xn--bcher-kva.de")
    for one, two in (("a.co.uk", "b.co.uk"), ("a.github.io", "b.github.io"), ("10.0.0.1", "10.0.0.2"), ("a", "b")):
        assert not is_same_site(one, two)


def test_a_wiki_has_one_host_with_www_and_without_and_for_telephones() -> None:
    same = ("wiki.example", "www.wiki.example", "m.wiki.example", "WWW.Wiki.example.")
    assert all(is_same_host(one, two) for one in same for two in same)
    assert is_same_host("de.m.wikipedia.org", "de.wikipedia.org")
    assert is_same_host("Bücher.example", "www.xn--bcher-kva.example")
    for one, two in (("de.wikipedia.org", "en.wikipedia.org"), ("wiki.example", "wiki.example:8080"), ("a", "")):
        assert not is_same_host(one, two)
