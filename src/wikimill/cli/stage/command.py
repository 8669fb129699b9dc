"""What the stage commands share. Each is what one Snakemake rule calls, and has the rule's name."""

from __future__ import annotations

from collections.abc import Callable

import click

from wikimill.cli import completion
from wikimill.cli.command import STAGES, Command, Group
from wikimill.cli.options import FILE

EXAMPLES = [
    ("wikimill stage train --help", "what a stage reads and writes"),
    ("wikimill stage expand demo --config config/demo.yaml", "a stage without Snakemake"),
]


@click.group("stage", cls=Group, examples=EXAMPLES, section=STAGES)
def stage() -> None:
    """The commands that Snakemake's rules call.

    A command has the name of its rule. It reads settings from the file that --config names, in which the rules keep the
    resolved configuration: out/RUN/config.resolved.yaml.
    """


def stage_command(example: str) -> Callable[[Callable[..., None]], click.Command]:
    """A command of the group `stage`, by the name of the function, which is that of the rule.

    Args:
        example: the command as the rule may call it, without `wikimill stage`.
    """

    def decorate(function: Callable[..., None]) -> click.Command:
        examples = [(f"wikimill stage {example}", f"as the rule `{function.__name__}` does")]
        command = click.command(function.__name__, cls=Command, examples=examples)(function)
        stage.add_command(command)
        return command

    return decorate


# The resolved configuration as rules name it, for examples.
RUN_CONFIG = "--config out/main/config.resolved.yaml"
DEMO_CONFIG = "--config cache/config/demo/config.resolved.yaml"
WIKI_CONFIG = "--config cache/config/mediawiki/skerrow.example/config.resolved.yaml"

MANIFEST = click.argument("manifest", shell_complete=completion.manifests)
MANIFESTS = click.argument("manifests", nargs=-1, required=True, shell_complete=completion.manifests)
HOST = click.argument("host", shell_complete=completion.wikis)
INDEX = click.option("--index", type=FILE, required=True, help="The table to write.")
OUTPUT = click.option("--output", type=FILE, required=True, help="The file or folder to write.")
SPLITS = click.option("--split", "splits", multiple=True, required=True, help="train, val or test; one or several.")
PROCESSES = click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="Processes to use.")
BASE = click.option("--base", type=FILE, help="The folder of the model that training starts from.")
