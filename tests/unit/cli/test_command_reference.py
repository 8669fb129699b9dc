"""docs/command-line.md."""

from __future__ import annotations

from tests.clone import ROOT
from wikimill.cli import command_reference, wikimill


def test_the_reference_page_is_up_to_date() -> None:
    path = ROOT / command_reference.PAGE
    assert path.read_text(encoding="utf-8") == command_reference.page(wikimill), f"{path} is stale: run `make docs`"
