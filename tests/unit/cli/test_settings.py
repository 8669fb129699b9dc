"""How settings reach commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from wikimill.cli import wikimill
from wikimill.errors import WikimillError


@pytest.mark.parametrize(
    "command",
    [
        ["stage", "train", "corpus/none", "--config", "c.yaml", "--output", "out/none"],
        ["convert", "-"],
        ["sample"],
        ["evaluate", "-"],
        ["refresh"],
    ],
)
@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("train.schedul=cosine", "--set: unknown key train.schedul; the nearest is train.schedule"),
        ("train.steps=0", "--set: train.steps: Input should be greater than or equal to 1, not 0; correct this key"),
        ("train.steps", "--set: 'train.steps' is not KEY=VALUE; write it as in --set train.steps=500"),
        ("train.steps=[1", "--set train.steps: not valid YAML ("),
        ("run.main=1", "--set: run: Input should be a valid string, not {'main': 1}; correct this key"),
    ],
)
def test_an_invalid_setting_of_any_command_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], assignment: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("c.yaml").write_text("run: main\n")
    result = CliRunner().invoke(wikimill, [*command, "--set", assignment])
    assert str(result.exception).startswith(message)
    assert isinstance(result.exception, WikimillError)


@pytest.mark.usefixtures("project")
def test_a_setting_wins_over_the_files_and_the_last_one_over_others() -> None:
    Path("wide.yaml").write_text("convert: {tables: keep, timeout: 60}\n")
    table = "{|\n| Vega || 1801\n|}\n"
    for options, shown in (
        (["--configfile", "wide.yaml"], "Vega | 1801"),
        (["--configfile", "wide.yaml", "--set", "convert.tables=keep", "--set", "convert.tables=text"], "Vega: 1801"),
    ):
        result = CliRunner().invoke(wikimill, ["convert", "-", *options], input=table)
        assert shown in " ".join(result.output.split()), result.output
