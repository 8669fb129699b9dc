"""What the Snakefile asks."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest

from wikimill import workflow as graph
from wikimill.config.load import load_from_environment


@pytest.mark.usefixtures("project")
def test_two_modules_of_different_configurations_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(graph, "PUBLISHED", set())
    monkeypatch.setattr(os, "environ", dict(os.environ))
    module = SimpleNamespace(modifier=SimpleNamespace(is_main_snakefile=lambda: False))
    for _ in range(2):  # Snakemake reads a module once for each `use rule`
        graph.settings({"run": "one"}, module)
    assert load_from_environment().run == "one"
    with pytest.raises(SystemExit):
        graph.settings({"run": "two"}, module)
    assert "uses wikimill as a module twice" in capsys.readouterr().err
