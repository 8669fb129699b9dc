"""The metadata of the card."""

from __future__ import annotations

import pytest

from tests.unit.corpus.builder import (
    write_card,
)
from tests.unit.corpus.card.reader import parse_metadata
from wikimill.corpus.card.hub import size_category


def test_the_front_matter_is_the_hubs(three: None) -> None:
    assert parse_metadata(write_card("m", "n", "d")) == {
        "license": ["cc-by-sa-4.0", "unknown"],
        "language": ["de", "en"],
        "pretty_name": "main: documents/d, wiki.example",
        "size_categories": ["n<1K"],
        "task_categories": ["text-generation"],
        "configs": [{"config_name": "default", "data_files": [{"split": "pages", "path": "pages.parquet"}]}],
    }


@pytest.mark.parametrize(
    ("pages", "name"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (7_000_000, "1M<n<10M"), (10**9, "100M<n<1B")],
)
def test_sizes_have_the_hubs_names(pages: int, name: str) -> None:
    assert size_category(pages) == name
