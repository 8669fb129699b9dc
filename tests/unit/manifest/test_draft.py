"""Manifests from pasted addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fake_source import FakeSource
from wikimill import layout
from wikimill.config.model import Config
from wikimill.errors import WikimillError
from wikimill.manifest import draft
from wikimill.manifest.draft import suggest_name, write_draft
from wikimill.manifest.models import read_manifest
from wikimill.manifest.origin import WikiOrigin

CONFIG = Config()


@pytest.fixture
def wiki(project: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSource:
    source = FakeSource(
        categories={"Tides": ["A", "B", "Category:Neap tides"], "Neap tides": ["B", "C"]},
        texts={title: title for title in "ABC"},
        redirects={"Old": "A"},
    )
    monkeypatch.setattr(WikiOrigin, "open_source", lambda *_: source)
    return source


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("https://en.wikipedia.org/wiki/Category:Lighthouses_in_Scotland", "lighthouses_in_scotland"),
        ("https://fr.wikipedia.org/wiki/%C3%89lan_vital!", "elan_vital"),
        ("https://ja.wikipedia.org/wiki/%E7%81%AF%E5%8F%B0", "ja_wikipedia_org"),
        ("trek.fandom.com/de", "trek_fandom_com_de"),
        ("https://wiki.example/wiki/" + "a_" * 60, ("a_" * 60)[:39]),
        ("https://wiki.example/wiki/%2e%2e%2f%2e%2e", "wiki_example"),
    ],
)
def test_the_name_is_made_of_the_title_or_the_host(text: str, name: str) -> None:
    assert suggest_name(text) == name


def test_a_category(wiki: FakeSource) -> None:
    made = write_draft("https://wiki.example/wiki/Category:tides", "tides", CONFIG)
    assert layout.original("tides").read_text() == (
        "# From https://wiki.example/wiki/Category:tides; all keys: config/README.md\n"
        "wiki: wiki.example\ncategories:\n- Tides\ndepth: 3\n"
    )
    assert (made.what, made.pages, made.is_exact) == ("category Tides and 3 levels below it", 3, True)
    read_manifest(layout.original("tides"))


def test_a_page_by_way_of_a_redirect(wiki: FakeSource) -> None:
    made = write_draft("https://wiki.example/wiki/Old", "old", CONFIG)
    assert layout.original("old").read_text().splitlines()[1:] == ["wiki: wiki.example", "pages:", "- A"]
    assert (made.what, made.pages, made.is_exact) == ("page A", 1, True)


def test_a_page_by_its_number(wiki: FakeSource) -> None:
    (page,) = wiki.lookup(["B"])
    made = write_draft(f"https://wiki.example/w/index.php?curid={page.pageid}", "b", CONFIG)
    assert (made.what, made.pages) == ("page B", 1)


def test_a_wiki_at_an_unusual_place_is_named_by_its_api(wiki: FakeSource) -> None:
    wiki.api = "http://wiki.example/kb/api.php"
    write_draft("http://wiki.example/kb/index.php?title=A", "a", CONFIG)
    assert "wiki: http://wiki.example/kb/api.php\n" in layout.original("a").read_text()


def test_of_a_large_category_it_says_at_least(wiki: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft, "MOST_COUNTED", 2)
    made = write_draft("https://wiki.example/wiki/Category:Tides", "tides", CONFIG)
    assert (made.pages, made.is_exact) == (2, False)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("https://wiki.example/wiki/Nope", "there is no page 'Nope'; check the address"),
        ("https://wiki.example/wiki/Special:Search", "a special page has no text; paste the address of a page"),
        (
            "https://wiki.example/w/index.php?curid=999999",
            "it does not tell the title of a page; paste the address of one",
        ),
        ("https://wiki.example/w/index.php?oldid=5", "it does not tell the title of a page; paste the address of one"),
        ("https://wiki.example/w/api.php?action=query&titles=A", "it does not tell the title of a page; paste"),
        ("https://wiki.example/Nope", "it does not tell the title of a page; paste the address of one"),
        ("https://wiki.example/wiki/Category:None", "category 'None' does not exist on wiki.example"),
        ("nonsense!", "is not the address of a wiki"),
    ],
)
def test_an_address_of_nothing_writes_nothing(wiki: FakeSource, text: str, part: str) -> None:
    with pytest.raises(WikimillError) as caught:
        write_draft(text, "m", CONFIG)
    assert part in str(caught.value)
    assert not layout.original("m").exists()


def test_a_manifest_is_not_replaced(wiki: FakeSource) -> None:
    write_draft("https://wiki.example/wiki/A", "m", CONFIG)
    with pytest.raises(WikimillError, match="there is such a manifest already; give the new one another name"):
        write_draft("https://wiki.example/wiki/B", "m", CONFIG)
