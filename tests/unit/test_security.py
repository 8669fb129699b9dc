"""docs/security.md says the bounds that the code has."""

from __future__ import annotations

import importlib
import re

import pytest

from tests.clone import ROOT

ROW = re.compile(
    r"^\| (?P<what>[^|]+) \| (?P<bound>[0-9][0-9,]*)(?P<unit> MiB)?[^|]* "
    r"\| `(?P<name>[a-z0-9_.]+)\.(?P<constant>[A-Z_]+)` \|$"
)
ROWS = [row for line in (ROOT / "docs/security.md").read_text(encoding="utf-8").split("\n") if (row := ROW.match(line))]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["what"].strip())
def test_bounds_are_those_of_the_code(row: re.Match[str]) -> None:
    value = getattr(importlib.import_module(f"wikimill.{row['name']}"), row["constant"])
    assert int(row["bound"].replace(",", "")) * (1 << 20 if row["unit"] else 1) == value


def test_there_are_bounds() -> None:
    assert len(ROWS) > 15
