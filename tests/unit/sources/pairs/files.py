"""Files of pairs for tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wikimill.errors import WikimillError
from wikimill.sources.base import Revision
from wikimill.sources.pairs.source import PairsSource

TEMPLATE = "{article}\nTL;DR:\n{summary}"


def texts(path: Path, template: str = TEMPLATE, encoding: str = "") -> list[str]:
    """The texts in the order of their titles."""
    source = PairsSource(path, template, encoding)
    found = {item.title: item for item in source.revisions(source.all_texts())}
    return [item.text for _, item in sorted(found.items()) if isinstance(item, Revision)]


def pairs(path: Path, template: str = TEMPLATE) -> dict[str, str]:
    """The text of each row, or the title of one that has none, and why there is none."""
    found = PairsSource(path, template)
    pins = list(found.all_texts())
    revisions = found.revisions(pin for pin in pins if pin.revid)
    good = {each.text: "" for each in revisions if isinstance(each, Revision)}
    return good | {pin.title: pin.problem for pin in pins if pin.problem}


def fails(path: Path, template: str = TEMPLATE) -> str:
    with pytest.raises(WikimillError) as caught:
        list(PairsSource(path, template).all_texts())
    return str(caught.value)


def jsonl(path: Path, *some: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in some))
    return path
