"""What a lock's header says of its wiki."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from wikimill.site.core import core_site
from wikimill.site.model import MagicWord
from wikimill.site.summary import format_summary, parse_summary


def test_names_of_namespaces_and_words_that_the_core_lacks_are_kept() -> None:
    german = core_site("de", {4: ["Warft-Wiki"], 100: ["Portal"]})
    words = {
        "notoc": replace(german.magic_words["notoc"], aliases=(*german.magic_words["notoc"].aliases, "__OHNE__")),
        "shortdesc": MagicWord("shortdesc", ("KURZ:",), case_sensitive=True),
    }
    line = format_summary(replace(german, magic_words={**german.magic_words, **words}))
    assert json.loads(line)["words"] == {"__OHNE__": "notoc", "KURZ": "shortdesc"}
    site = parse_summary(line)
    assert site.namespace_names(4) == ("Warft-Wiki", "Project")
    assert site.namespace_names(6) == ("Datei", "File", "Image", "Bild")
    assert site.namespace("portal") == 100
    assert site.magic_words["notoc"].aliases[-1] == "__OHNE__"
    assert site.magic_words["shortdesc"].aliases == ("KURZ",)
    assert format_summary(site) == line


def test_a_wiki_that_only_a_dump_described_is_as_core_has_it() -> None:
    line = format_summary(core_site("ja", first_letter=False))
    assert json.loads(line)["words"] == {}
    site = parse_summary(line)
    assert (site.language, site.first_letter) == ("ja", False)
    assert site.namespace("画像") == 6


@pytest.mark.parametrize(
    "line",
    [
        "", "[]", "{}", '{"language": "de"}', '{"language": "de", "first_letter": true, "namespaces": []}',
        '{"language": "de", "first_letter": true, "namespaces": {"6": ["A\\u0000"]}}',
        '{"language": "de", "first_letter": true, "namespaces": {"6": ["A"], "10": ["a"]}}',
    ],
)  # fmt: skip
def test_a_broken_line_is_an_error(line: str) -> None:
    with pytest.raises((ValueError, LookupError, TypeError, AttributeError)):
        parse_summary(line)
