"""The metadata of the card, and licences by the hub's identifiers."""

from __future__ import annotations

import pytest

from tests.unit.corpus.builder import (
    write_card,
)
from tests.unit.corpus.card.reader import parse_metadata
from wikimill.corpus.card.hub import hub_identifier, licence_metadata, size_category


def test_the_front_matter_is_the_hubs(three: None) -> None:
    assert parse_metadata(write_card("m", "n", "d")) == {
        "license": ["cc-by-sa-4.0", "unknown"],
        "language": ["de", "en"],
        "pretty_name": "main: documents/d, wiki.example",
        "size_categories": ["n<1K"],
        "task_categories": ["text-generation"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": split, "path": f"pages-{split}.parquet"} for split in ("train", "validation", "test")
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    ("pages", "name"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (7_000_000, "1M<n<10M"), (10**9, "100M<n<1B")],
)
def test_sizes_have_the_hubs_names(pages: int, name: str) -> None:
    assert size_category(pages) == name


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        (
            "Creative Commons Attribution-Share Alike 4.0 https://creativecommons.org/licenses/by-sa/4.0/",
            "cc-by-sa-4.0",
        ),
        ("Creative Commons Attribution-ShareAlike 3.0 Unported", "cc-by-sa-3.0"),
        ("//creativecommons.org/licenses/by-nc-sa/3.0/deed.de", "cc-by-nc-sa-3.0"),
        ("CC BY-SA 4.0", "cc-by-sa-4.0"),
        ("cc-by-4.0", "cc-by-4.0"),
        ("CC-BY-NC-ND 4.0", "cc-by-nc-nd-4.0"),
        ("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0 International", "cc-by-nc-nd-4.0"),
        ("Creative Commons Attribution Non-Commercial No Derivs 3.0", "cc-by-nc-nd-3.0"),
        ("CC0", "cc0-1.0"),
        ("CC0 1.0", "cc0-1.0"),
        ("Creative Commons Zero https://creativecommons.org/publicdomain/zero/1.0/", "cc0-1.0"),
        ("GNU Free Documentation License 1.3", "gfdl"),
        ("CC BY-SA 2.5", "other"),
        ("CC-BY-SA https://www.fandom.com/licensing", "other"),
        ("All rights reserved", "other"),
        ("", "unknown"),
    ],
)
def test_licences_have_the_hubs_names(licence: str, expected: str) -> None:
    assert hub_identifier(licence) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], {"license": "unknown"}),
        (["CC BY 4.0", "CC-BY-4.0"], {"license": "cc-by-4.0"}),
        (["CC BY 4.0", "CC0"], {"license": ["cc-by-4.0", "cc0-1.0"]}),
        (
            ["CC-BY-SA //www.fandom.com/licensing"],
            {"license": "other", "license_name": "cc-by-sa", "license_link": "https://www.fandom.com/licensing"},
        ),
        (["Лицензия: да"], {"license": "other", "license_name": "custom"}),
        (["A", "B", ""], {"license": ["other", "unknown"], "license_name": "several"}),
    ],
)
def test_a_card_tells_licences_as_the_hub_reads_them(given: list[str], expected: dict[str, object]) -> None:
    assert licence_metadata(given) == expected
