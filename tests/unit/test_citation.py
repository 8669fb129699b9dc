"""CITATION.cff of the project and of a corpus, by the fields of the format's schema, version 1.2.0."""

from __future__ import annotations

import tomllib
from typing import Any

import jsonschema
import yaml

from tests.clone import ROOT
from wikimill.corpus.card.citation import Citation

TEXT = {"type": "string", "minLength": 1}
# What the schema (https://github.com/citation-file-format/citation-file-format) says of the keys that we use; of others
# it says more, and we have none.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["authors", "cff-version", "message", "title"],
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "message": TEXT,
        "type": {"enum": ["software", "dataset"]},
        "title": TEXT,
        "version": TEXT,
        "abstract": TEXT,
        "authors": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {"name": TEXT},
            },
        },
        "license": {"anyOf": [TEXT, {"type": "array", "minItems": 1, "uniqueItems": True, "items": TEXT}]},
        "license-url": {"type": "string", "pattern": "^https?://"},
        "url": {"type": "string", "pattern": "^https?://.+"},
        "keywords": {"type": "array", "minItems": 1, "uniqueItems": True, "items": TEXT},
        "identifiers": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["type", "value"],
                "properties": {
                    "type": {"enum": ["doi", "other", "swh", "url"]},
                    "value": TEXT,
                    "description": TEXT,
                },
            },
        },
    },
}


def test_the_projects_is_valid_and_says_what_pyproject_says() -> None:
    found = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    jsonschema.validate(found, SCHEMA)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert (found["version"], found["license"]) == (project["version"], project["license"])
    assert (found["title"], found["abstract"]) == (project["name"], project["description"])


def test_those_of_corpora_are_valid() -> None:
    names, urls = ("a: b", "#x", "- y", "\u202e"), ("https://a.example/", "https://b.example/")
    for licences in (("CC0",), ("CC BY-SA 4.0", "GFDL"), ("Ours https://a.example/l",), ("",), ()):
        for citation in (
            Citation("main", names, urls, "2026", licences, "0" * 64),
            Citation("1", (), (), "", licences, "0" * 64),
        ):
            jsonschema.validate(yaml.safe_load(citation.cff()), SCHEMA)
