"""Arguments and options that several commands share, and reading standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from wikimill.cli import completion
from wikimill.errors import WikimillError

FILE = click.Path(path_type=Path)

run_option = click.option(
    "--run", shell_complete=completion.runs, help="The run whose model to use; the configured `run` by default."
)
step_option = click.option(
    "--step",
    type=click.IntRange(1),
    shell_complete=completion.steps,
    help="Use the checkpoint of this step instead of the final model.",
)


def json_option(help_text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The flag `--json`, passed to the command as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help=help_text)


def read_stdin() -> str:
    """Standard input to its end, as text.

    Raises:
        WikimillError: it is not UTF-8.
    """
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise WikimillError(f"standard input: byte {error.start} is not UTF-8; convert it to UTF-8") from None
