"""Every filter by itself: `<filter>/<case>.wiki` becomes `<case>.md`.

`UPDATE=1 pytest tests/filters` writes the expected files anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from wikimill.config.model import FILTERS, Convert
from wikimill.convert.conversion import Converted
from wikimill.convert.pandoc import Pandoc
from wikimill.convert.recipe import recipe
from wikimill.wiki import ENGLISH, Site

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CASES = sorted(HERE.glob("*/*.wiki"))


def convert(
    text: str, filters: list[str], site: Site = ENGLISH, title: str = "Test page", **options: object
) -> Converted:
    with Pandoc(recipe(Convert.model_validate({"filters": filters, **options}), ROOT), site) as pandoc:
        return pandoc.convert(title, text)


@pytest.fixture(scope="module")
def all_filters() -> Iterator[Pandoc]:
    with Pandoc(recipe(Convert(), ROOT), ENGLISH) as pandoc:
        yield pandoc


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_case(case: Path) -> None:
    name = case.parent.name
    # `links` and `markup` write the words; `repair` is no filter but what reads a page when pandoc aborts.
    filters = FILTERS if name == "repair" else list(dict.fromkeys([name, "links", "markup"]))
    markdown = convert(case.read_text(encoding="utf-8"), filters).markdown
    expected = case.with_suffix(".md")
    if os.environ.get("UPDATE"):
        expected.write_text(markdown, encoding="utf-8")
    assert markdown == expected.read_text(encoding="utf-8")


def test_every_filter_has_a_case() -> None:
    assert {path.stem for path in (ROOT / "workflow/filters").glob("*.lua")} <= {case.parent.name for case in CASES}


def test_the_default_filters_are_there() -> None:
    assert set(FILTERS) <= {path.stem for path in (ROOT / "workflow/filters").glob("*.lua")}
