"""`wikimill serve`, up to where it would serve."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.unit.gpt2 import save_run
from wikimill.cli import wikimill
from wikimill.errors import WikimillError
from wikimill.serve import server
from wikimill.serve.app import Application


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def called(*arguments: str) -> Result:
    return CliRunner().invoke(wikimill, ["serve", "--port", "0", *arguments])


def error(*arguments: str) -> str:
    result = called(*arguments)
    assert isinstance(result.exception, WikimillError)
    return str(result.exception)


def test_it_serves_the_model_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Any] = []

    def note(application: Application, socket: Any) -> None:
        served.append((application, socket.getsockname()[0]))

    monkeypatch.setattr(server, "run", note)
    save_run()
    assert called("--set", "generate.top_k=3").exit_code == 0
    assert called("--step", "5", "--engine", "int8", "--host", "localhost").exit_code == 0
    assert [host for _, host in served] == ["127.0.0.1", "127.0.0.1"]
    for application, _ in served:
        application.stop()


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "out/main/model: there is no trained model; run `snakemake train` first"),
        (["--host", "0.0.0.0"], "--host 0.0.0.0: wikimill serves this machine alone"),
        (["--set", "generate.nope=1"], "--set: unknown key generate.nope"),
    ],
)
def test_what_cannot_work_is_one_line(arguments: list[str], part: str) -> None:
    assert part in error(*arguments)


@pytest.mark.parametrize("setting", ["engine=gpt-2-simple", "strategy=beam"])
def test_settings_that_write_only_whole_texts_are_refused(setting: str) -> None:
    save_run()
    assert error("--set", f"generate.{setting}").startswith(f"generate.{setting.partition('=')[0]}: ")


@pytest.mark.parametrize("name", ["starlette", "uvicorn"])
def test_without_its_extra_it_names_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    assert error() == f"wikimill serve needs {name}; run: pip install {name}"
