"""The command line: help, examples, exit codes, streams, completion."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import get_args

import click
import pytest
from click.testing import CliRunner

from tests.clone import ROOT
from tests.fork_server import BIN
from tests.unit.corpus.builder import VOCABULARY
from tests.unit.gpt2 import random_weights, save
from wikimill import __version__
from wikimill.cli import command_reference, wikimill
from wikimill.cli.command import SECTIONS, Command
from wikimill.cli.sample import ENGINES
from wikimill.cli.terminal import EXIT_CODES
from wikimill.config.training import Generate
from wikimill.errors import WikimillError
from wikimill.model.weights import Shape

SHAPE = Shape(VOCABULARY.size, 16, 8, 2, 1)
COMMANDS = [command for section in SECTIONS for command in wikimill.commands_in(section)]
SPAWN = "import pty, sys; pty.spawn(sys.argv[1:])"


def run(*arguments: str, stdin: bytes = b"", cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [BIN / "wikimill", *arguments],
        input=stdin,
        cwd=cwd,
        capture_output=True,
        check=False,
        env={**os.environ, **env},
    )


def on_terminal(*command: str | Path, cwd: Path = ROOT, typed: str = "", **env: str) -> str:
    """What a command shows on a terminal, on which `typed` is typed."""
    done = subprocess.run(
        [sys.executable, "-c", SPAWN, *command],
        input=typed,
        cwd=cwd,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, "TERM": "xterm", "NO_COLOR": "", **env},
    )
    return done.stdout


def test_help_names_every_command_under_its_heading_and_shows_examples() -> None:
    text = run("--help", COLUMNS="80").stdout.decode()
    assert "Examples:\n  wikimill doctor  " in text
    assert {command.name for command in COMMANDS} == set(wikimill.commands)
    for section in SECTIONS:
        names = [str(command.name) for command in wikimill.commands_in(section)]
        listed = text.partition(f"{section}:\n")[2].partition("\n\n")[0]
        assert re.findall(r"^  (\S+)  ", listed, re.M) == names
        assert len(listed.splitlines()) == len(names), "a description takes more than its line"


def test_help_is_light() -> None:
    script = (
        "import sys; from wikimill.cli import wikimill; wikimill(['--help'], standalone_mode=False)\n"
        "sys.exit(' '.join({'pydantic', 'yaml', 'numpy', 'requests', 'pandas'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself(command: Command) -> None:
    shown = CliRunner().invoke(wikimill, [str(command.name), "--help"], prog_name="wikimill")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"Usage: wikimill {command.name} ")
    assert "\nExamples:\n  " in shown.stdout
    assert all(each.help for each in command.params if isinstance(each, click.Option))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_example_is_understood(command: Command) -> None:
    """To the point where the work would begin."""
    assert command.examples
    for line, meaning in command.examples:
        assert meaning
        found = re.search(r"""(?:^|\$\()wikimill (.*?)(?:\)"| [|<>]|$)""", line)
        assert found, line
        name, *arguments = shlex.split(found[1])
        assert name == command.name
        with command.make_context(name, arguments):
            pass


def test_the_reference_page_is_in_step() -> None:
    path = ROOT / command_reference.PAGE
    assert path.read_text(encoding="utf-8") == command_reference.page(wikimill), f"{path} is stale: run `make docs`"


def test_the_engines_are_those_of_the_configuration() -> None:
    assert get_args(Generate.model_fields["engine"].annotation) == ENGINES


def test_the_version() -> None:
    assert run("--version").stdout.decode() == f"wikimill, version {__version__}\n"


def test_wrong_usage_exits_with_2_and_says_where_help_is() -> None:
    done = run("convert", "--tables", "x")
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
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
def test_other_wrong_usage(line: str, part: str) -> None:
    done = run(*line.split())
    assert done.returncode == 2
    assert part in done.stderr.decode()


def test_without_a_command_the_help_is_shown() -> None:
    done = run()
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == run("--help").stdout


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_signals_end_it_without_a_traceback(number: signal.Signals, status: int) -> None:
    call = [str(BIN / "wikimill"), "convert", "-"]
    with subprocess.Popen(call, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        process.stdin.write(b"word " * 100_000)  # more than a pipe holds: it reads its input when this returns
        process.send_signal(number)
        _, said = process.communicate()
    assert (process.returncode, said.strip()) == (status, b"")


@pytest.mark.parametrize("arguments", ["convert - < {page}", "convert --help", "--help"])
def test_a_closed_pipe_exits_with_141(arguments: str, tmp_path: Path) -> None:
    page = tmp_path / "page.wiki"
    page.write_text("word\n")
    script = f"{BIN}/wikimill {arguments.format(page=page)} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b"141\n", b"")


def test_the_page_lists_the_exit_codes_that_these_tests_see() -> None:
    assert set(EXIT_CODES) == {0, 1, 2, 130, 141, 128 + signal.SIGTERM}


def test_errors_are_red_on_a_terminal_alone() -> None:
    line = "wikimill: error: none.wiki: there is no such wikitext; check the name"
    call = ("convert", "none.wiki")
    assert on_terminal(BIN / "wikimill", *call) == f"\x1b[31m{line}\x1b[0m\n"
    assert on_terminal(BIN / "wikimill", *call, NO_COLOR="1") == f"{line}\n"
    done = run(*call)
    assert (done.returncode, done.stderr.decode()) == (1, f"{line}\n")


def test_convert_reads_standard_input_and_prints_markdown_alone() -> None:
    done = run("convert", "--title", "Haar", "-", stdin=b"{{PAGENAME}} is '''fog'''.<ref>x</ref>")
    assert done.returncode == 0
    assert done.stdout.decode() == "Haar is **fog**.\n"
    assert done.stderr == b""


def test_output_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    save(tmp_path / "out/main/model", SHAPE, random_weights(SHAPE))
    arguments = [str(BIN / "wikimill"), "sample", "--prompt", "“Ahoy” 北", "--length", "1"]
    env = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(arguments, cwd=tmp_path, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().startswith("“Ahoy” 北")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ('{"schedul": "cosine"}', "--options: unknown key schedul; the nearest is schedule"),
        ('{"steps": 0}', "--options: steps: Input should be greater than or equal to 1, not 0; correct this key"),
        ("{steps: 1}", "--options: {steps: 1} is not JSON"),
    ],
)
def test_options_of_a_stage_that_are_wrong_are_one_line(options: str, message: str) -> None:
    result = CliRunner().invoke(wikimill, ["train", "corpus/none", "--options", options, "--output", "out/none"])
    assert str(result.exception).startswith(message)
    assert isinstance(result.exception, WikimillError)


def test_convert_takes_the_filters_it_is_given() -> None:
    done = run("convert", "--filters", "links,markup", "-", stdin=b"[[a|b]] {{x}}\n== References ==\ny")
    assert done.stdout == b"b\n\n## References\n\ny\n"
    done = run("convert", "--filters", "nope", "-", stdin=b"x")
    assert done.returncode == 1
    assert b"there is no filter workflow/filters/nope.lua; there are categories, " in done.stderr


def test_convert_shows_what_differs_from_the_last_result(tmp_path: Path) -> None:
    page = tmp_path / "Fog.wiki"
    page.write_text("First.\n\nIt is '''grey'''.\n")
    done = run("convert", "--diff", str(page))
    assert done.returncode == 1
    assert b"no last result to compare with; run the same without --diff first" in done.stderr
    assert run("convert", str(page)).stdout == b"First.\n\nIt is **grey**.\n"
    assert run("convert", "--diff", str(page)).stdout == b""
    page.write_text("First.\n\nIt is ''white''.\n")
    lines = run("convert", "--diff", str(page)).stdout.decode().splitlines()
    assert lines == ["--- last", "+++ now", "@@ -1,3 +1,3 @@", " First.", " ", "-It is **grey**.", "+It is *white*."]
    assert run("convert", "--diff", str(page)).stdout == b""


def test_convert_uses_the_templates_of_a_wiki(tmp_path: Path) -> None:
    for name in ("filters", "wikitext", "templates"):
        shutil.copytree(ROOT / "workflow" / name, tmp_path / "workflow" / name)
    tide = "return { tide = function(arguments) return arguments[1] .. ' m' end }"
    (tmp_path / "workflow/templates/wiki.example.lua").write_text(tide)
    text = b"High: {{tide|4}}."
    assert run("convert", stdin=text, cwd=tmp_path).stdout == b"High:.\n"
    assert run("convert", "--wiki", "wiki.example", stdin=text, cwd=tmp_path).stdout == b"High: 4 m.\n"


def test_convert_knows_no_wiki_of_which_nothing_is_here() -> None:
    done = run("convert", "--wiki", "nope.example", stdin=b"x")
    assert done.returncode == 1
    assert b"--wiki nope.example: nothing was fetched from it, and there is no workflow/templates/nope" in done.stderr


def test_convert_of_what_is_not_utf8_is_one_line() -> None:
    done = run("convert", "-", stdin=b"a\xff")
    assert (done.returncode, done.stderr) == (
        1,
        b"wikimill: error: standard input: byte 1 is not UTF-8; convert it to UTF-8\n",
    )


def test_outside_of_a_project_the_filters_of_the_package_convert(tmp_path: Path) -> None:
    done = run("convert", "-", stdin=b"A [[link|'''word''']]<ref>r</ref>.", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"A **word**.\n"), done.stderr


def test_the_log_file_has_the_messages(tmp_path: Path) -> None:
    log = tmp_path / "deep" / "x.log"
    run("--log", str(log), "convert", str(tmp_path / "none.wiki"))
    assert log.read_text() == f"wikimill: error: {tmp_path}/none.wiki: there is no such wikitext; check the name\n"


def test_convert_tells_a_program_what_was_left_out() -> None:
    facts = json.loads(run("convert", "--json", "-", stdin=b"It is '''fog'''.<ref>x</ref> {{nope|1}}").stdout)
    assert (facts["status"], facts["markdown"]) == ("ok", "It is **fog**.\n")
    losses = {(loss["kind"], loss["name"]): loss["count"] for loss in facts["losses"]}
    assert losses == {("references", ""): 1, ("unknown", "nope"): 1}


@pytest.fixture
def names(tmp_path: Path) -> Path:
    """A project folder with names to complete."""
    for file in ("manifests/originals/demo.yaml", "manifests/derived/mine.tsv", "workflow/filters/links.lua"):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).touch()
    for folder in ("out/main/checkpoints/step-00000500", "out/other/model", "cache/mediawiki/wiki.example"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("doct", ["doctor"]),
        ("doctor ", ["demo"]),
        ("refresh m", ["mine"]),
        ("expand ", ["demo"]),
        ("sample --run ", ["main", "other"]),
        ("sample --step ", ["500"]),
        ("sample --run other --step ", []),
        ("sample --engine f", ["float32"]),
        ("convert --wiki ", ["wiki.example"]),
        ("convert --filters tables,l", ["tables,links"]),
        ("completion ", ["bash", "zsh", "fish"]),
        ("evaluate --str", ["--stride"]),
    ],
)
def test_names_are_completed(typed: str, completed: list[str], names: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(names)
    line = f"wikimill {typed}"
    env = {"_WIKIMILL_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    shown = CliRunner().invoke(wikimill, [], prog_name="wikimill", env=env)
    assert [found.removeprefix("plain,") for found in shown.stdout.splitlines() if found] == completed


def test_a_real_bash_completes(names: Path) -> None:
    """As for a person, who types the beginnings of a name and of an option, and Tab after each."""
    typed = 'eval "$(wikimill completion bash)"\nwikimill refresh m\t --js\t --help; exit\n'
    path = f"{BIN}:{os.environ['PATH']}"
    shown = on_terminal("bash", "--norc", "--noprofile", "-i", cwd=names, typed=typed, PATH=path)
    assert "wikimill refresh mine --json " in re.sub(" *\x08| +", " ", shown)
    assert "Usage: wikimill refresh [OPTIONS] [MANIFESTS]..." in shown


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_scripts_for_other_shells(shell: str) -> None:
    assert f"_WIKIMILL_COMPLETE={shell}_complete" in run("completion", shell).stdout.decode()


def test_differences_are_coloured_on_a_terminal(tmp_path: Path) -> None:
    page = tmp_path / "Fog.wiki"
    page.write_text("Grey.\n")
    run("convert", str(page))
    page.write_text("White.\n")
    shown = on_terminal(BIN / "wikimill", "convert", "--diff", page).splitlines()
    assert shown[-2:] == ["\x1b[31m-Grey.\x1b[0m", "\x1b[32m+White.\x1b[0m"]
