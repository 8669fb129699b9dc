"""The main text of a page, and its charset."""

from __future__ import annotations

import gzip

import pytest

from tests.web_site import PAGE
from wikimill.sources.web.extract import extract


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
