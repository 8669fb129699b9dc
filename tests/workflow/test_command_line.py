"""`wikimill` in processes of its own: start-up, signals, pipes, terminals, locales, and a real bash."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clone import ROOT
from tests.fork_server import BIN
from tests.unit.cli.test_completion import make_names
from tests.unit.corpus.builder import VOCABULARY
from tests.unit.gpt2 import random_weights, save
from wikimill.cli.terminal import EXIT_CODES
from wikimill.model.weights import Shape

SHAPE = Shape(VOCABULARY.size, 16, 8, 2, 1)
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
    """What a command shows on a terminal, where a person types `typed`."""
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


def test_help_is_light() -> None:
    script = (
        "import sys; from wikimill.cli import wikimill; wikimill(['--help'], standalone_mode=False)\n"
        "sys.exit(' '.join({'pydantic', 'yaml', 'numpy', 'requests', 'pandas'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


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


ENDLESS = """while :; do echo '{"title": "A", "text": "b"}'; done | wikimill convert --jsonl %s | head -2
echo ${PIPESTATUS[1]}"""


@pytest.mark.parametrize("jobs", ["", "-j2"])
def test_json_lines_without_end_end_with_their_reader(jobs: str, tmp_path: Path) -> None:
    env = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    call = ["bash", "-c", ENDLESS % jobs]
    done = subprocess.run(call, cwd=tmp_path, env=env, capture_output=True, check=False, timeout=60)
    line = b'{"title": "A", "markdown": "b\\n", "status": "ok", "losses": []}\n'
    assert (done.stdout, done.stderr) == (2 * line + b"141\n", b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_json_lines_quietly_and_the_processes_with_them(jobs: str, tmp_path: Path) -> None:
    """As a terminal sends it: to all processes of the command."""
    call = [str(BIN / "wikimill"), "convert", "--jsonl", "-j", jobs]
    with subprocess.Popen(
        call, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b'{"title": "A", "text": "b"}\n' * 20)
        process.stdin.flush()
        assert process.stdout.readline().startswith(b'{"title": "A", "markdown": "b')
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert (process.returncode, said.strip()) == (130, b"")
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)


def test_the_reference_lists_the_exit_codes_that_these_tests_see() -> None:
    assert set(EXIT_CODES) == {0, 1, 2, 130, 141, 128 + signal.SIGTERM}


def test_errors_are_red_only_on_a_terminal() -> None:
    line = "wikimill: error: none.wiki: there is no such wikitext; check the name"
    call = ("convert", "none.wiki")
    start = "\n\x1b[K"  # the beginning of the line, where a progress bar may be
    assert on_terminal(BIN / "wikimill", *call) == f"{start}\x1b[31m{line}\x1b[0m\n"
    assert on_terminal(BIN / "wikimill", *call, NO_COLOR="1") == f"{start}{line}\n"
    done = run(*call)
    assert (done.returncode, done.stderr.decode()) == (1, f"{line}\n")


def test_output_is_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    save(tmp_path / "out/main/model", SHAPE, random_weights(SHAPE))
    arguments = [str(BIN / "wikimill"), "sample", "--prompt", "“Ahoy” 北", "--length", "1"]
    env = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(arguments, cwd=tmp_path, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().startswith("“Ahoy” 北")


def test_a_real_bash_completes(tmp_path: Path) -> None:
    """As for a person who types the beginning of a name and of an option, each followed by Tab."""
    make_names(tmp_path)
    typed = 'eval "$(wikimill completion bash)"\nwikimill refresh m\t --js\t --help; exit\n'
    path = f"{BIN}:{os.environ['PATH']}"
    shown = on_terminal("bash", "--norc", "--noprofile", "-i", cwd=tmp_path, typed=typed, PATH=path)
    assert "wikimill refresh mine --json " in re.sub(" *\x08| +", " ", shown)
    assert "Usage: wikimill refresh [OPTIONS] [MANIFESTS]..." in shown


def test_differences_are_coloured_on_a_terminal(tmp_path: Path) -> None:
    page = tmp_path / "Fog.wiki"
    page.write_text("Grey.\n")
    run("convert", str(page))
    page.write_text("White.\n")
    shown = on_terminal(BIN / "wikimill", "convert", "--diff", page).splitlines()
    assert shown[-2:] == ["\x1b[31m-Grey.\x1b[0m", "\x1b[32m+White.\x1b[0m"]
