"""Pages in results of the API."""

from __future__ import annotations

import pytest

from tests.fake_source import pin
from tests.unit.sources.mediawiki.scripted import pinned
from wikimill.sources.mediawiki.page_results import PIN_QUERY, merge_pages, parse_pin, resolve


@pytest.mark.parametrize(
    ("properties", "item"),
    [
        ({}, ""),
        ({"pageprops": {"wikibase_item": "Q42"}}, "Q42"),
        ({"pageprops": {"wikibase_item": "Q4\t2"}}, ""),
        ({"pageprops": []}, ""),
    ],
)
def test_a_pin_has_the_item_of_wikidata_that_the_wiki_names(properties: dict[str, object], item: str) -> None:
    assert parse_pin({**pinned(pin("A", "a")), **properties}).wikidata_id == item
    assert (PIN_QUERY["prop"], PIN_QUERY["ppprop"]) == ("revisions|pageprops", "wikibase_item")


def test_pages_of_continued_results_are_whole_and_aliases_lead_to_them() -> None:
    pages, aliases = merge_pages(
        [
            {"query": {"normalized": [{"from": "haar", "to": "Haar"}], "pages": [{"title": "Haar", "ns": 0}]}},
            {"query": {"pages": [{"title": "Haar", "pageid": 7}, {"pageid": 9, "missing": True}]}},
            {"query": {"interwiki": [{"title": "w:Fog", "iw": "w"}]}},
            {},
        ]
    )
    assert pages == {
        "Haar": {"title": "Haar", "ns": 0, "pageid": 7},
        "#9": {"pageid": 9, "missing": True},
        "w:Fog": {"missing": True},
    }
    assert resolve("haar", aliases) == "Haar"
    assert resolve("A", {"A": "B", "B": "A"}) in ("A", "B")  # a circle ends
