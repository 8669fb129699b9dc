"""`wikimill write-docs`: what is made of the configuration model and of the command line."""

from __future__ import annotations

from pathlib import Path

import click

from wikimill.cli.command import DEVELOPERS, Command, Program

EXAMPLES = [("wikimill write-docs", "`make docs` is the same")]


@click.command("write-docs", cls=Command, examples=EXAMPLES, section=DEVELOPERS)
@click.pass_context
def write_docs(context: click.Context) -> None:
    """Write the schemas and the reference pages.

    They are made of the configuration model and of the command line; a test fails when they are out of step.
    """
    from wikimill.cli import configuration, reference
    from wikimill.files import write_text

    program = context.find_root().command
    assert isinstance(program, Program)
    for path in configuration.write(Path()):
        click.echo(path)
    write_text(reference.PAGE, reference.page(program))
    click.echo(reference.PAGE)
