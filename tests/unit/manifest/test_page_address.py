"""Pages and categories that a manifest names by their addresses."""

from __future__ import annotations

import pytest

from tests.fake_source import FakeSource
from wikimill.errors import WikimillError
from wikimill.manifest.expand import list_wiki
from wikimill.manifest.models import WikiManifest
from wikimill.manifest.page_address import check_page, read_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Tide", "Tide"),
        ("https://wiki.example/wiki/Tide_table", "Tide table"),
        ("https://www.wiki.example/wiki/Tide", "Tide"),
        ("http://wiki.example/w/index.php?title=Tide&action=history", "Tide"),
        ("https://wiki.example/view/Neap_tide.html", "Neap tide"),
        ("https://wiki.example/view/%C3%84.html", "Ä"),
    ],
)
def test_an_address_stands_for_its_title(text: str, title: str) -> None:
    check_page(text, "wiki.example")
    assert read_title(text, "/view/$1.html") == title


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("https://other.example/wiki/Tide", "is of other.example, not of wiki.example; name it in another manifest"),
        ("https://wiki.example/de/wiki/Tide", "is of wiki.example/de, not of wiki.example"),
        ("https://wiki.example/", "names no page; write the address of one, or a title"),
        ("https://wiki.example/wiki/a%7Cb", "'a|b' is not a legal page title"),
        ("https://wiki.example/wiki/../../etc", "is not a legal page title"),
        ("../etc", "is not a legal page title"),
    ],
)
def test_what_is_no_page_of_the_wiki_is_refused(text: str, part: str) -> None:
    with pytest.raises(WikimillError) as caught:
        check_page(text, "wiki.example")
    assert part in str(caught.value)


def test_an_address_that_the_wikis_form_of_addresses_does_not_fit(text: str = "https://wiki.example/a/Tide") -> None:
    check_page(text, "wiki.example")  # not known yet
    with pytest.raises(WikimillError, match="the address does not tell the title of a page; write the title"):
        read_title(text, "/view/$1")
    with pytest.raises(WikimillError, match="is not a legal page title"):
        read_title("https://wiki.example/view/a%7Cb", "/view/$1")


def test_a_listing_takes_addresses_for_titles() -> None:
    source = FakeSource(categories={"Tides": ["A"]}, texts={"A": "a", "Neap tide": "b"})
    manifest = WikiManifest(
        wiki="wiki.example",
        categories=["https://wiki.example/wiki/Category:Tides"],
        pages=["https://wiki.example/w/index.php?title=neap_tide"],
    )
    assert [pin.title for pin in list_wiki(manifest, source, "m.yaml", {})] == ["A", "Neap tide"]
