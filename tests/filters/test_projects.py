"""Typical pages of Wikimedia's other projects and of a semantic wiki, with templates of their own in `wiki.json`.

`projects/<project>/<title>.wiki` becomes `<title>.md`, behind whose text the losses stand. `UPDATE=1 pytest
tests/filters` writes the expected files anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.filters.test_filters import LEFTOVER, ROOT, check
from wikimill.config.model import Convert
from wikimill.convert.jsonl import convert_lines
from wikimill.convert.recipe import load_recipe

PAGES = sorted(Path(__file__).parent.glob("projects/*/*.wiki"))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_page(page: Path) -> None:
    wiki = json.loads((page.parent / "wiki.json").read_text(encoding="utf-8"))
    facts = {"title": page.stem, "text": page.read_text(encoding="utf-8"), "templates": wiki["templates"]}
    (line,) = convert_lines([json.dumps(facts).encode()], load_recipe(Convert(), ROOT), wiki["host"], 1)
    converted = json.loads(line)
    assert converted["status"] == "ok"
    assert not LEFTOVER.findall(converted["markdown"])
    losses = sorted({(loss["kind"], loss["name"]) for loss in converted["losses"]} - {("site", wiki["host"])})
    told = "".join(f"{kind}: {name}\n" for kind, name in losses)
    check(converted["markdown"] + "\n---\n" + told, page)
