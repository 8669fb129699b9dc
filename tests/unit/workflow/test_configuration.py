"""The configuration of a Snakemake call, and the files that its rules read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wikimill import layout
from wikimill.config.load import load_files
from wikimill.workflow import configuration

MODULE = SimpleNamespace(modifier=SimpleNamespace(is_main_snakefile=lambda: False))


@pytest.fixture(autouse=True)
def _own_process(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configuration, "MODULES", set())
    monkeypatch.setattr(os, "environ", dict(os.environ))


def test_two_modules_of_different_configurations_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):  # Snakemake reads a module once for each `use rule`
        assert configuration.resolve({"run": "one"}, MODULE).run == "one"
    with pytest.raises(SystemExit):
        configuration.resolve({"run": "two"}, MODULE)
    assert "uses wikimill as a module twice" in capsys.readouterr().err


def test_the_source_of_an_error_is_the_file_the_option_or_the_module(capsys: pytest.CaptureFixture[str]) -> None:
    Path("c.yaml").write_text("train: {steps: 5, keep: first}\n")
    Path("mine.yaml").write_text("train: {steps: 0}\n")

    def main(**options: Any) -> SimpleNamespace:
        """A call with `--configfile mine.yaml`, in the order in which Snakemake has the files."""
        given = SimpleNamespace(config=options, configfiles=[Path("mine.yaml")])
        modifier = SimpleNamespace(is_main_snakefile=lambda: True)
        return SimpleNamespace(modifier=modifier, configfiles=["mine.yaml", "c.yaml"], config_settings=given)

    cases: list[tuple[Mapping[str, Any], Any, str]] = [
        ({"train": {"steps": 0}}, main(), "mine.yaml: train.steps"),
        ({"train": {"steps": -1}}, main(train={"steps": -1}), "--config: train.steps"),
        ({"train": {"keep": "first"}}, main(), "c.yaml: train.keep"),
        ({"train": {"seed": -1}}, main(), "--config: train.seed"),
        ({"train": {"seed": -1}}, MODULE, "the module's config: train.seed"),
    ]
    for values, workflow, message in cases:
        with pytest.raises(SystemExit):
            configuration.resolve(values, workflow)
        assert f"wikimill: error: {message}: Input should be" in capsys.readouterr().err


def test_a_rule_of_a_run_reads_every_setting_and_one_of_a_manifest_what_decides_its_pages() -> None:
    config = configuration.resolve({"run": "one", "convert": {"tables": "keep"}, "train": {"steps": 7}}, MODULE)
    path = configuration.run_config(config)(SimpleNamespace())
    assert path == "out/one/config.resolved.yaml"
    assert load_files([Path(path)]) == config
    source_config = configuration.source_config(config)
    path = source_config(SimpleNamespace(manifest="isles"))
    assert path == "cache/config/isles/config.resolved.yaml"
    read = load_files([Path(path)])
    assert read.convert == config.convert
    assert "train" not in Path(path).read_text()
    path = source_config(SimpleNamespace(host="isles.example"))
    assert path == "cache/config/mediawiki/isles.example/config.resolved.yaml"


def test_a_resolved_file_that_says_the_same_is_not_written_again() -> None:
    config = configuration.resolve({}, MODULE)
    path = Path(configuration.run_config(config)(SimpleNamespace()))
    os.utime(path, (1, 1))
    configuration.run_config(config)(SimpleNamespace())
    assert path.stat().st_mtime == 1


def test_the_recipe_is_renewed_when_an_option_that_decides_the_text_changed() -> None:
    recipes = []
    for values in ({}, {"convert": {"timeout": 9}}, {"convert": {"tables": "keep"}}, {}):
        configuration.MODULES.clear()
        configuration.resolve(values, MODULE)
        recipes.append(layout.RECIPE.read_text())
    assert recipes[0] == recipes[1]
    assert len(set(recipes)) == 3, "a recipe that comes back is another file"
    assert recipes[0].split()[1] == recipes[3].split()[1]
