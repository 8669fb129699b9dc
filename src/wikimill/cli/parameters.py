"""Kinds of arguments and options that several commands have, and reading standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from wikimill.cli import complete
from wikimill.errors import WikimillError

FILE = click.Path(path_type=Path)

run = click.option("--run", shell_complete=complete.runs, help="The run whose model to use; by default that of `run`.")
step = click.option(
    "--step", type=click.IntRange(1), shell_complete=complete.steps, help="A saved step of it, instead of the model."
)


def as_json(help_text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option `--json`, as the argument `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help=help_text)


def standard_input() -> str:
    """All of it, as text.

    Raises:
        WikimillError: it is not UTF-8.
    """
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise WikimillError(f"standard input: byte {error.start} is not UTF-8; convert it to UTF-8") from None
