"""The origin that the header of a lock names."""

from __future__ import annotations

import pytest

from wikimill.manifest.origin import Origin, SnapshotOrigin, WikiOrigin, WikiPages
from wikimill.manifest.parse_origin import parse_origin
from wikimill.manifest.text_origins import DocumentsOrigin, FileOrigin, PairsOrigin, WebOrigin


@pytest.mark.parametrize(
    ("origin", "is_wiki"),
    [
        (WikiOrigin("wiki.example", api="https://wiki.example/api.php"), True),
        (WikiOrigin("wiki.example", '["a.xml", "b.xml"]', until="2026-01-01T00:00:00Z"), True),
        (SnapshotOrigin("en.wikipedia.org", "s.json.tar.gz"), True),
        (DocumentsOrigin("m", "books/"), False),
        (DocumentsOrigin("m", "books/", "cp1252"), False),
        (FileOrigin("m", "input.txt", "cp1252"), False),
        (FileOrigin("m", "book.epub"), False),
        (PairsOrigin("m", "pairs.tsv", "{q}\n{a}"), False),
        (WebOrigin(), False),
    ],
)
def test_it_is_the_one_whose_header_it_is(origin: Origin, is_wiki: bool) -> None:
    assert parse_origin("m", origin.header()) == origin
    assert isinstance(origin, WikiPages) == is_wiki


def test_pages_of_a_wiki_are_shown_at_one_place_whatever_they_are_read_from() -> None:
    for origin in (WikiOrigin("en.m.wikipedia.org"), SnapshotOrigin("en.m.wikipedia.org", "s.tar.gz")):
        assert origin.name == "en.wikipedia.org"
        assert origin.link("A b", 7) == "https://en.wikipedia.org/w/index.php?title=A_b&oldid=7"
        assert origin.history("A b") == "https://en.wikipedia.org/w/index.php?title=A_b&action=history"
