"""How a corpus is cited."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.unit.corpus.builder import FOLDER, LICENCE, WIKI, write_card
from wikimill.corpus.card.citation import Citation
from wikimill.files import sha256

DIGEST = "0" * 64
ENTRY = re.compile(r"@misc\{([^,\s{}]+),\n((?:  \w+ = \{.*\},?\n)+)\}")


def parse_bibtex(text: str) -> dict[str, str]:
    """The fields of the only entry, which must be one that BibTeX reads: balanced braces, no character of its own."""
    entry = ENTRY.search(text)
    assert entry
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", entry[2], re.M))
    for value in fields.values():
        inner = re.sub(r"^\{(.*)\}$", r"\1", value)
        assert not re.search(r"[\\{}%#$~^]", inner), inner
    assert all(line.endswith(",") for line in entry[2].splitlines()[:-1])
    return fields


def citation(*names: str, urls: tuple[str, ...] = (), licences: tuple[str, ...] = (LICENCE,)) -> Citation:
    return Citation("main", names, urls, "2026", licences, DIGEST)


def test_the_card_has_an_entry_with_the_wikis_address(three: None) -> None:
    found = parse_bibtex(write_card("m", "n", "d"))
    assert found["url"] == "https://wiki.example/"
    assert found["year"] == "2026"
    assert found["title"] == "main: documents/d, wiki.example"
    assert sha256(FOLDER / "pages.parquet") in found["note"]


def test_hostile_names_and_several_wikis_are_one_entry() -> None:
    urls = ("https://a.example/", "https://b.example/")
    found = parse_bibtex(citation("pairs/x}%\\y", "wiki.example", urls=urls).bibtex())
    assert found["title"] == "main: pairs/x---y, wiki.example"
    assert found["url"] == urls[0]
    assert found["note"].endswith("; https://b.example/")
    assert "url" not in parse_bibtex(citation("documents/d").bibtex())


@pytest.mark.parametrize(
    ("licences", "keys"),
    [
        ((LICENCE,), {"license": "CC-BY-SA-4.0"}),
        ((LICENCE, "CC0"), {"license": ["CC-BY-SA-4.0", "CC0-1.0"]}),
        (("Ours https://wiki.example/licence",), {"license-url": "https://wiki.example/licence"}),
        (("Ours",), {}),
        (("",), {}),
        ((), {}),
    ],
)
def test_the_file_has_the_licence_as_far_as_its_format_can_say_it(
    licences: tuple[str, ...], keys: dict[str, object]
) -> None:
    found = yaml.safe_load(citation("wiki.example", urls=("https://wiki.example/",), licences=licences).cff())
    assert {key: value for key, value in found.items() if key.startswith("license")} == keys
    assert found["cff-version"] == "1.2.0"
    assert found["type"] == "dataset"
    assert found["authors"] == [{"name": "Contributors of wiki.example"}]
    assert found["url"] == "https://wiki.example/"
    assert found["identifiers"][0]["value"] == f"sha256:{DIGEST}"


def test_of_a_run_without_manifests_nobody_is_the_author() -> None:
    found = Citation.of("main", [], DIGEST)
    assert (found.names, found.urls, found.year) == ((), (), "")
    assert yaml.safe_load(found.cff())["authors"] == [{"name": "nobody"}]
    assert WIKI.name not in found.bibtex()
