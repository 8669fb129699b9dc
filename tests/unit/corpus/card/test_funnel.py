"""Pages lost at each stage."""

from __future__ import annotations

from tests.unit.corpus.builder import (
    write_card,
)
from tests.unit.corpus.card.reader import read_statistics


def test_the_funnel_counts_a_page_of_two_manifests_once(three: None) -> None:
    write_card("m", "n", "d", "m")
    found = read_statistics()
    assert found["funnel"] == [
        {"stage": "found", "pages": 7, "lost": {}},
        {"stage": "fetched", "pages": 6, "lost": {"missing": 1}},
        {"stage": "converted", "pages": 5, "lost": {"quarantined": 1}},
        {"stage": "kept", "pages": 3, "lost": {"exact duplicate": 1, "too short": 1}},
        {"stage": "tokens", "tokens": 18},
    ]
    assert found["left_out"] == {  # 18 tokens for 7 words
        "exact duplicate": {"pages": 1, "words": 4, "about_tokens": 10},
        "missing": {"pages": 1, "words": 4, "about_tokens": 10},
        "quarantined": {"pages": 1, "words": 3, "about_tokens": 8},
        "too short": {"pages": 1, "words": 5, "about_tokens": 13},
    }
    assert found["top_losses"] == [
        {"kind": "missing", "name": "Tide | table", "count": 9, "pages": 1},
        {"kind": "tables", "name": "", "count": 7, "pages": 2},
        {"kind": "removed", "name": ".hatnote", "count": 1, "pages": 1},
    ]
