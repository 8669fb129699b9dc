"""The command `wikimill`: the group of all commands, and how it exits."""

from __future__ import annotations

import io
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

import click

from wikimill import __version__
from wikimill.cli import terminal
from wikimill.cli.command import MAX_WIDTH, Group
from wikimill.cli.completion import completion
from wikimill.cli.convert import convert
from wikimill.cli.diff import diff
from wikimill.cli.doctor import doctor
from wikimill.cli.evaluate import evaluate
from wikimill.cli.finetune import finetune
from wikimill.cli.init import init
from wikimill.cli.new import new
from wikimill.cli.options import FILE
from wikimill.cli.publish import publish
from wikimill.cli.refresh import refresh
from wikimill.cli.sample import sample
from wikimill.cli.serve import serve
from wikimill.cli.stage import stage
from wikimill.cli.templates import templates
from wikimill.cli.write_docs import write_docs
from wikimill.errors import WikimillError
from wikimill.os_errors import check_encoding, describe_os_error
from wikimill.tty import use_colour

EXAMPLES = [
    ("wikimill doctor", "what is missing on this machine"),
    ("wikimill init --demo try", "a new project"),
    ("wikimill new trek.fandom.com/wiki/Kirk", "a manifest from an address"),
    ("wikimill finetune input.txt", "a model, fine-tuned on a text"),
    ("wikimill convert page.wiki", "wikitext to markdown"),
    ('wikimill sample --prompt "The lighthouse"', "a text by the trained model"),
    ("wikimill serve", "a page and an API of that model"),
    ("wikimill evaluate text.txt", "how well it predicts a text"),
    ("wikimill publish corpus/main", "a folder for a hub"),
    ("wikimill refresh startrek", "pin the newest revisions"),
    ("wikimill diff corpus/old corpus/main", "what changed, and why"),
    ("wikimill templates --verify 100 startrek", "templates, compared with the wiki"),
    ("snakemake -j8 processed/startrek", "the pipeline itself"),
]


@click.group(
    cls=Group,
    examples=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": MAX_WIDTH},
    epilog="`wikimill COMMAND --help` shows examples of each. docs/command-line.md lists them all, and the exit codes.",
)
@click.version_option(__version__, prog_name="wikimill")
@click.option("--log", type=FILE, help="Also write messages to this file.")
@click.pass_context
def wikimill(context: click.Context, log: Path | None) -> None:
    """From wiki categories to a training corpus and a language model."""
    context.color = use_colour(sys.stdout)
    terminal.configure_logging(log)
    if context.invoked_subcommand != "doctor":  # which says it among others
        check_encoding()


PEOPLE = [doctor, init, new, finetune, convert, sample, serve, evaluate, publish, refresh, diff, templates, completion]
for command in (*PEOPLE, stage, write_docs):
    wikimill.add_command(command)


def main() -> NoReturn:
    """Run the command, and exit with one of `terminal.EXIT_CODES`."""
    terminal.configure_logging(None)
    sys.excepthook = terminal.print_traceback
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # as all files are, whatever the locale
    try:
        sys.exit(wikimill.main(prog_name="wikimill", standalone_mode=False))
    except WikimillError as error:
        terminal.exit_with_error(str(error))
    except click.UsageError as error:
        terminal.exit_with_usage_error(error)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except sqlite3.OperationalError as error:  # of a table on disk that has no name: what is sorted
        terminal.exit_with_error(
            f"{tempfile.gettempdir()}: {error}; free some space there, or set TMPDIR, and run again"
        )
    except OSError as error:
        if error.errno is None:
            raise
        terminal.exit_with_error(describe_os_error(error))
