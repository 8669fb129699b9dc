"""What the stage commands share; each of them is what one Snakemake rule calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from wikimill.cli import completion
from wikimill.cli.command import STAGES, Command
from wikimill.cli.options import FILE
from wikimill.cli.settings import settings
from wikimill.errors import WikimillError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from wikimill.convert.recipe import Recipe

COMMANDS: list[click.Command] = []
Options = TypeVar("Options", bound="BaseModel")


def stage(rule: str, example: str, name: str | None = None) -> Callable[[Callable[..., None]], click.Command]:
    """A command of `COMMANDS`.

    Args:
        rule: that calls it.
        example: the command as that rule may call it, without `wikimill`.
        name: of the command, when it is not that of the function.
    """

    def decorate(function: Callable[..., None]) -> click.Command:
        examples = [(f"wikimill {example}", f"as the rule `{rule}` does")]
        command = click.command(name, cls=Command, examples=examples, section=STAGES)(function)
        COMMANDS.append(command)
        return command

    return decorate


MANIFEST = click.argument("manifest", shell_complete=completion.manifests)
MANIFESTS = click.argument("manifests", nargs=-1, required=True, shell_complete=completion.manifests)
FOLDER = click.argument("folder", shell_complete=completion.wikis)
INDEX = click.option("--index", type=FILE, required=True, help="The table to write.")
OUTPUT = click.option("--output", type=FILE, required=True, help="The file, or the folder, to write.")
SPLITS = click.option("--split", "splits", multiple=True, required=True, help="train, val or test; one or several.")
PROCESSES = click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="To work with.")
VOCABULARY = click.option("--vocabulary", type=FILE, required=True, help="The folder of the tokenizer.")
BASE = click.option("--base", type=FILE, help="The folder of the model that training starts from.")


def options(section: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option `--options`, JSON of a section of the configuration."""
    return click.option("--options", required=True, help=f"{section} of the configuration, as JSON.")


def parse_options(section: type[Options], text: str) -> Options:
    """The options that a rule, or a person who does without Snakemake, gives as JSON."""
    from wikimill.config.load import validate

    try:
        values = json.loads(text)
    except ValueError as error:
        raise WikimillError(f"--options: {text} is not JSON ({error}); correct it") from None
    return validate(section, values, lambda _: "--options")


def current_recipe() -> Recipe:
    from wikimill.convert.recipe import recipe

    return recipe(settings().convert)
