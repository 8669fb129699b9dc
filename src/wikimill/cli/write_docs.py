"""`wikimill write-docs`: the files generated from the configuration model and from the commands."""

from __future__ import annotations

from pathlib import Path

import click

from wikimill.cli.command import DEVELOPMENT, Command, Group

EXAMPLES = [("wikimill write-docs", "`make docs` does the same")]


@click.command("write-docs", cls=Command, examples=EXAMPLES, section=DEVELOPMENT)
@click.pass_context
def write_docs(context: click.Context) -> None:
    """Write the schemas and the reference pages.

    They are generated from the configuration model and from the commands; a test fails when they are stale.
    """
    from wikimill.cli import command_reference, config_reference
    from wikimill.files import write_text

    root = context.find_root().command
    assert isinstance(root, Group)
    for path, text in {**config_reference.pages(), command_reference.PAGE: command_reference.page(root)}.items():
        write_text(Path(path), text)
        click.echo(path)
