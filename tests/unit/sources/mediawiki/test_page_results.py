"""Pages in results of the API."""

from __future__ import annotations

from wikimill.sources.mediawiki.page_results import merge_pages, resolve


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
