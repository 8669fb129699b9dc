"""The group of all commands, and how it ends."""

from __future__ import annotations

import errno
import io
import sys
from pathlib import Path
from typing import NoReturn

import click

from wikimill import __version__
from wikimill.cli import stage, terminal
from wikimill.cli.command import WIDEST, Program
from wikimill.cli.completion import completion
from wikimill.cli.convert import convert
from wikimill.cli.doctor import doctor
from wikimill.cli.evaluate import evaluate
from wikimill.cli.generated import write_docs
from wikimill.cli.parameters import FILE
from wikimill.cli.refresh import refresh
from wikimill.cli.sample import sample
from wikimill.errors import WikimillError

EXAMPLES = [
    ("wikimill doctor", "what is missing on this machine"),
    ("wikimill convert page.wiki", "wikitext to markdown"),
    ('wikimill sample --prompt "The lighthouse"', "a text by the trained model"),
    ("wikimill evaluate text.txt", "how well it predicts a text"),
    ("wikimill refresh startrek", "to the newest revisions"),
    ("snakemake -j8 processed/startrek", "the pipeline itself"),
]
# What `main` exits with; docs/command-line.md lists them.
STATUSES = {
    0: "It is done. `wikimill doctor`: nothing that is needed is missing.",
    1: "An error, in one line on standard error that begins with `wikimill: error:` and names the file, key or page, "
    "and the mend. `wikimill doctor`: something that is needed is missing. A traceback is a defect.",
    2: "Wrong usage: no such command, option or value.",
    130: "Interrupted by Ctrl-C. A training saves its step first.",
    141: "What read the output has closed it, as `head` does.",
    143: "Ended by SIGTERM, as a shell shows it. A training saves its step first, and then ends with 130.",
}


@click.group(
    cls=Program,
    examples=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST},
    epilog="`wikimill COMMAND --help` shows examples of each. docs/command-line.md has them all, and the exit codes.",
)
@click.version_option(__version__, prog_name="wikimill")
@click.option("--log", type=FILE, help="Also write messages to this file.")
@click.pass_context
def wikimill(context: click.Context, log: Path | None) -> None:
    """From wiki categories to a training corpus and a language model."""
    context.color = terminal.colours(sys.stdout)
    terminal.log_to(log)


for command in (doctor, convert, sample, evaluate, refresh, completion, *stage.COMMANDS, write_docs):
    wikimill.add_command(command)


def main() -> NoReturn:
    """Run the command, and exit as `STATUSES` says."""
    terminal.log_to(None)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # as all files are, whatever the locale
    try:
        sys.exit(wikimill.main(standalone_mode=False))
    except WikimillError as error:
        terminal.fail(str(error))
    except click.UsageError as error:
        terminal.misused(error)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        mend = "free space there" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "make it writable"
        terminal.fail(f"{error.filename or 'the disk'}: {error.strerror}; {mend} and run again")
