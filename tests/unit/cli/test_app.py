"""The command `wikimill`: help, version, wrong usage, errors."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.unit.cli.conftest import Run
from wikimill import __version__
from wikimill.cli import wikimill
from wikimill.cli.command import SECTIONS, Command

COMMANDS = [pytest.param(*each, id=each[0]) for section in SECTIONS for each in wikimill.walk("wikimill", section)]


def test_help_names_every_command_under_its_heading_and_shows_examples(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = run("--help").stdout
    assert "Examples:\n  wikimill doctor  " in text
    assert {command.name for section in SECTIONS for command in wikimill.commands_in(section)} == set(wikimill.commands)
    for section in SECTIONS:
        names = [str(command.name) for command in wikimill.commands_in(section)]
        listed = text.partition(f"{section}:\n")[2].partition("\n\n")[0]
        assert re.findall(r"^  (\S+)  ", listed, re.M) == names
        assert len(listed.splitlines()) == len(names), "a description takes more than its line"


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_every_command_explains_itself(name: str, command: Command) -> None:
    shown = CliRunner().invoke(wikimill, [*name.split()[1:], "--help"], prog_name="wikimill")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"Usage: {name} ")
    assert "\nExamples:\n  " in shown.stdout
    assert all(each.help for each in command.params if isinstance(each, click.Option))


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_every_example_is_valid(name: str, command: Command) -> None:
    """To the point where the work would begin."""
    assert command.examples
    for line, meaning in command.examples:
        assert meaning
        found = re.search(r"""(?:^|\$\()(wikimill .*?)(?:\)"| [|<>]|$)""", line)
        assert found, line
        words = shlex.split(found[1])
        path = name.split()
        assert words[: len(path)] == path
        with command.make_context(str(command.name), words[len(path) :]):
            pass


def test_the_version(run: Run) -> None:
    assert run("--version").stdout == f"wikimill, version {__version__}\n"


def test_wrong_usage_exits_with_2_and_says_where_help_is(run: Run) -> None:
    done = run("convert", "--tables", "x")
    assert done.code == 2
    assert done.stderr.splitlines() == [
        "Usage: wikimill convert [OPTIONS] [FILE]",
        "Try 'wikimill convert --help'.",
        "",
        "wikimill: error: No such option '--tables'. Did you mean '--title'?",
    ]


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("nope", "No such command 'nope'"),
        ("sample --engine x", "'x' is not one of 'auto', 'float32', 'int8', 'gpt-2-simple'"),
        ("convert --diff --json", "--diff prints lines for people; leave out --json"),
        ("sample --interactive --json", "--interactive is for people; leave out --json"),
    ],
)
def test_other_wrong_usage(line: str, part: str, run: Run) -> None:
    done = run(*line.split())
    assert done.code == 2
    assert part in done.stderr


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    done = run()
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr == run("--help").stdout


def test_the_log_file_has_the_messages(tmp_path: Path, run: Run) -> None:
    log = tmp_path / "deep" / "x.log"
    run("--log", log, "convert", tmp_path / "none.wiki")
    assert log.read_text() == f"wikimill: error: {tmp_path}/none.wiki: there is no such wikitext; check the name\n"
