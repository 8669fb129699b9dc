"""Messages, colours and exit codes."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

import click

from wikimill.masking import mask
from wikimill.plain_text import to_message
from wikimill.tty import clear_line, use_colour

LEVEL_COLOURS = {logging.ERROR: "red", logging.WARNING: "yellow"}
NOISY_LOGGERS = ("filelock", "gguf", "urllib3", "mwclient", "smart_open", "httpx2", "huggingface_hub")
EXIT_CODES = {
    0: "Success. `wikimill doctor`: nothing that is needed is missing.",
    1: "An error: one line on standard error that begins with `wikimill: error:` and names the file, key or page, and "
    "the fix. `wikimill doctor`: something that is needed is missing. A traceback is a bug.",
    2: "Wrong usage: an unknown command or option, a bad value, or a line that is no page given to `convert --jsonl`.",
    130: "Interrupted by Ctrl-C. Training saves its step first.",
    141: "The reader of the output closed it, as `head` does.",
    143: "Terminated by SIGTERM, as a shell reports it. Training saves its step first, and then exits with 130.",
}


def configure_logging(file: Path | None) -> None:
    """Write messages to standard error, and also to `file` if one is given."""
    to_stderr = logging.StreamHandler()
    to_stderr.setFormatter(Formatter(use_colour(sys.stderr), clear_line(sys.stderr)))
    handlers: list[logging.Handler] = [to_stderr]
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")  # emptied here and only appended to later: the processes of a training may share it
        handlers.append(logging.FileHandler(file, encoding="utf-8"))
        handlers[-1].setFormatter(Formatter())
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    logging.raiseExceptions = False  # a log that no longer fits on the disk is no reason for a traceback
    for name in NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)


class Formatter(logging.Formatter):
    """One line per message; if coloured, errors in red and warnings in yellow. `start` goes before each."""

    def __init__(self, coloured: bool = False, start: str = "") -> None:
        super().__init__("wikimill: %(message)s")
        self.coloured = coloured
        self.start = start

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (the standard library's name)
        """See `logging.Formatter`. What others said in a message acts on no terminal, and shows no secret."""
        record.message = to_message(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """See `logging.Formatter`."""
        return mask(super().formatException(ei))

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter`."""
        line = super().format(record)
        return self.start + (click.style(line, fg=LEVEL_COLOURS.get(record.levelno)) if self.coloured else line)


def print_traceback(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """In place of `sys.excepthook`: what a bug shows has no secret in it, either."""
    sys.stderr.write(mask("".join(traceback.format_exception(kind, error, trace))))


@contextlib.contextmanager
def exit_on_closed_pipe() -> Iterator[None]:
    """Exit with 141 when the reader of standard output has closed it, as `head` does.

    141 is the status of a program killed by SIGPIPE, which Python ignores; click would exit with 1.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # discard what is still buffered
        sys.exit(141)


def exit_with_error(message: str, code: int = 1) -> NoReturn:
    """Exit with one line on standard error."""
    logging.error("error: %s", message)
    sys.exit(code)


def exit_with_usage_error(error: click.UsageError) -> NoReturn:
    """Exit after wrong usage: show the usage line, where to find help, and what is wrong."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        sys.exit(error.exit_code)
    if error.ctx:
        click.echo(f"{error.ctx.get_usage()}\nTry '{error.ctx.command_path} --help'.\n", err=True)
    exit_with_error(error.format_message(), error.exit_code)
