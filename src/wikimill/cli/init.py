"""`wikimill init`: a new project."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from wikimill import layout
from wikimill.cli.command import Command
from wikimill.cli.options import FILE
from wikimill.plain_text import visible

EXAMPLES = [
    ("wikimill init lighthouses", "a project in a new folder"),
    ("wikimill init", "in this folder"),
    ("wikimill init --demo try", "with the embedded wiki, which needs no network"),
]


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("folder", type=FILE, default=".")
@click.option("--demo", is_flag=True, help="With the embedded wiki and its settings.")
def init(folder: Path, demo: bool) -> None:
    """Make a project: a Snakefile and commented settings.

    FOLDER is made if there is none; the rules are those of the installed wikimill. No file is overwritten: if one of
    a project's is there already, with other content, nothing is written.
    """
    from wikimill.scaffold.project import write_project

    for name in write_project(folder, demo):
        click.echo(visible(str(folder / name)))
    click.echo("Next:")
    if folder != Path():
        there = f"./{folder}" if str(folder).startswith("-") else str(folder)  # else an option of `cd`
        click.echo(f"  cd {visible(shlex.quote(there))}")
    if demo:
        click.echo("  snakemake --configfile config/demo.yaml   # all the way on the embedded wiki, to 20 samples")
    click.echo(f"  edit {layout.PROJECT_FILE}   # contact: your e-mail address or a URL")
    click.echo("  wikimill new URL   # a manifest, from the address of a page, category or wiki")
