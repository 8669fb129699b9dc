"""What decides how pages are converted, and its digest."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.convert.samples import project_filter
from wikimill.config.model import Convert
from wikimill.convert.recipe import load_recipe
from wikimill.errors import WikimillError


def test_a_filter_that_does_not_exist_is_named_with_those_that_do(project: Path) -> None:
    with pytest.raises(
        WikimillError, match=r"convert\.filters: there is no filter .*nope\.lua; there are categories, "
    ):
        load_recipe(Convert(filters=["nope"]))


def test_the_recipe_changes_with_what_changes_the_text_and_with_nothing_else(project: Path) -> None:
    base = load_recipe(Convert()).digest
    assert load_recipe(Convert(timeout=1, memory=100, shard_pages=7)).digest == base
    assert load_recipe(Convert(tables="keep")).digest != base
    assert load_recipe(Convert(filters=["links"])).digest != base
    project_filter(project, "return {}")
    assert load_recipe(Convert()).digest == base
    path = project / "workflow/templates/library/text.lua"
    path.write_text(path.read_text() + "\n")
    assert load_recipe(Convert()).digest != base
