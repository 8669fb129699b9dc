"""`wikimill completion`: what a shell reads to complete commands, options and names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from wikimill.cli.command import Command
from wikimill.cli.complete import SHELLS

EXAMPLES = [
    ('eval "$(wikimill completion bash)"', "in ~/.bashrc; bash 4.4 or newer"),
    ('eval "$(wikimill completion zsh)"', "in ~/.zshrc, after compinit"),
    ("wikimill completion fish > ~/.config/fish/completions/wikimill.fish", "once"),
]


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that makes a shell complete `wikimill`.

    It completes commands and options, and in a project folder the names of manifests, runs, saved steps, wikis and
    filters.
    """
    kind = get_completion_class(shell)
    assert kind
    program = context.find_root().command
    click.echo(kind(program, {}, "wikimill", "_WIKIMILL_COMPLETE").source(), nl=False)
