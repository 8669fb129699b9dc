"""`wikimill refresh`: moves the pins to the newest revisions. The rule `refresh` calls it, too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from wikimill import layout
from wikimill.cli import completion
from wikimill.cli.command import Command
from wikimill.cli.options import json_option
from wikimill.cli.settings import project_settings

if TYPE_CHECKING:
    from wikimill.config.model import Config
    from wikimill.manifest.refresh_templates import TemplateChanges

EXAMPLES = [
    ("wikimill refresh", "all manifests; `snakemake refresh` does the same"),
    ("wikimill refresh startrek", "one manifest, and the others of its wiki"),
    ("wikimill refresh --json startrek", "the number of changes, for a program"),
]


@click.command(cls=Command, examples=EXAMPLES)
@click.argument("manifests", nargs=-1, shell_complete=completion.locked_manifests)
@click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="Processes that read a dump.")
@json_option("Print the numbers of changes as one JSON object, by manifest.")
@project_settings
def refresh(manifests: tuple[str, ...], processes: int, as_json: bool, config: Config) -> None:
    """Move the pins of MANIFESTS to the newest revisions.

    All manifests by default. Manifests of the same wiki are refreshed together, since they share pages. Each change is
    listed in cache/refresh/NAME.tsv, those of templates in cache/refresh/NAME.templates.tsv; the next build fetches
    only what changed, and converts only the changed pages and those that use a changed template.
    """
    move_pins(manifests, processes, config, as_json)


def move_pins(manifests: Sequence[str], processes: int, config: Config, as_json: bool = False) -> None:
    """Refresh manifests, all by default, and print what changed."""
    from wikimill.manifest.expansion_lock import refresh_expansions
    from wikimill.manifest.refresh import FOLDER, format_table, group_by_folder, refresh
    from wikimill.manifest.refresh_templates import refresh_templates, summarize

    done = {}
    expansions: dict[str, int] = {}
    templates: dict[str, TemplateChanges] = {}
    for names in group_by_folder(manifests):
        done.update(refresh(names, config, processes))
        if config.convert.templates == "server":
            expansions.update(refresh_expansions(names, config))
        elif config.convert.templates == "wiki":
            templates.update(refresh_templates(names, config, processes))
    if as_json:
        click.echo(json.dumps(summarize(done, expansions, templates)))
        return
    click.echo(format_table(done))
    click.echo(f"Each change is listed in {FOLDER}/NAME.tsv.")
    for name, changes in templates.items():
        click.echo(f"{layout.templates_lock(name)}: {changes.summary}")
    for name, changed in expansions.items():
        click.echo(f"{layout.expansion_lock(name)}: {changed} expansions changed")
