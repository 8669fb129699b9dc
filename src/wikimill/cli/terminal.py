"""What is said on a terminal, and how a command ends."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, TextIO

import click

COLOURS = {logging.ERROR: "red", logging.WARNING: "yellow"}
NOISY = ("filelock", "urllib3", "mwclient", "smart_open")


def colours(stream: TextIO) -> bool:
    """Whether to colour what is written there: on a terminal, unless https://no-color.org or its type say no."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def log_to(file: Path | None) -> None:
    """Write messages to standard error, and to a file when one is named."""
    spoken = logging.StreamHandler()
    spoken.setFormatter(Formatter(colours(sys.stderr)))
    handlers: list[logging.Handler] = [spoken]
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")  # and then only appended to: several processes of a training may share it
        handlers.append(logging.FileHandler(file, encoding="utf-8"))
        handlers[-1].setFormatter(Formatter(False))
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    logging.raiseExceptions = False  # a log that no longer fits on the disk is no reason for a traceback
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.ERROR)


class Formatter(logging.Formatter):
    """One line a message, in red what is an error and in yellow what is a warning, if in colours at all."""

    def __init__(self, coloured: bool) -> None:
        super().__init__("wikimill: %(message)s")
        self.coloured = coloured

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter`."""
        line = super().format(record)
        return click.style(line, fg=COLOURS.get(record.levelno)) if self.coloured else line


@contextlib.contextmanager
def read_by_someone() -> Iterator[None]:
    """While entered, and then at once: end with 141 when what reads the output has closed it, as `head` does.

    That is the status of a program that the signal of a closed pipe ends, which Python ignores. click would end with 1.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still to be written goes nowhere
        sys.exit(141)


def fail(message: str, status: int = 1) -> NoReturn:
    """End with one line on standard error."""
    logging.error("error: %s", message)
    sys.exit(status)


def misused(error: click.UsageError) -> NoReturn:
    """End after a command line that is none: with its form, where help is, and what is wrong."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        sys.exit(error.exit_code)
    if error.ctx:
        click.echo(f"{error.ctx.get_usage()}\nTry '{error.ctx.command_path} --help'.\n", err=True)
    fail(error.format_message(), error.exit_code)
