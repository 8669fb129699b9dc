"""The command line: help, exit codes, streams."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.clone import BIN, ROOT
from tests.unit.gpt2 import random_weights, save
from tests.unit.test_corpus import VOCABULARY
from wikimill import __version__
from wikimill.cli import wikimill
from wikimill.errors import WikimillError
from wikimill.model.weights import Shape

SHAPE = Shape(VOCABULARY.size, 16, 8, 2, 1)


def run(*arguments: str, stdin: bytes = b"", cwd: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([BIN / "wikimill", *arguments], input=stdin, cwd=cwd, capture_output=True, check=False)


def test_help_names_every_command_and_shows_examples() -> None:
    text = run("--help").stdout.decode()
    assert "Examples:\n    wikimill convert page.wiki" in text
    assert all(f"\n  {name} " in text for name in wikimill.commands)


@pytest.mark.parametrize("name", sorted(wikimill.commands))
def test_every_command_explains_itself(name: str) -> None:
    command = wikimill.commands[name]
    assert command.help
    shown = CliRunner().invoke(wikimill, [name, "--help"], prog_name="wikimill")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"Usage: wikimill {name} ")


def test_the_version() -> None:
    assert run("--version").stdout.decode() == f"wikimill, version {__version__}\n"


def test_an_unknown_command_exits_with_2() -> None:
    done = run("nope")
    assert done.returncode == 2
    assert b"No such command 'nope'" in done.stderr


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


def test_outside_of_a_project_the_mend_is_named(tmp_path: Path) -> None:
    done = run("convert", "-", stdin=b"x", cwd=tmp_path)
    assert done.returncode == 1
    assert b"run wikimill in the project folder" in done.stderr


def test_a_closed_pipe_is_no_traceback() -> None:
    script = f"yes word | head -c 300000 | {BIN}/wikimill convert - | head -c 10"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr


def test_the_log_file_has_the_messages(tmp_path: Path) -> None:
    log = tmp_path / "deep" / "x.log"
    run("--log", str(log), "convert", str(tmp_path / "none.wiki"))
    assert log.read_text() == f"wikimill: error: {tmp_path}/none.wiki: there is no such wikitext; check the name\n"
